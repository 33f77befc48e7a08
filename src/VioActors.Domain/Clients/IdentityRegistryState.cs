namespace VioActors.Domain.Clients;

/// <summary>State of the identity registry. Immutable.</summary>
/// <param name="Next">Smallest number never given.</param>
public sealed record IdentityRegistryState(long Next)
{
    public static IdentityRegistryState Empty { get; } = new(1);

    public static IdentityRegistryState From(IdentityRegistrySnapshot snapshot) => new(snapshot.Next);

    public IdentityRegistrySnapshot ToSnapshot() => new(Next);

    /// <exception cref="InvalidOperationException">An event that this version does not know, or numbers given twice.</exception>
    public IdentityRegistryState Apply(IIdentityRegistryEvent @event) => @event switch
    {
        IdentityBlockGiven e when e.First >= Next => new IdentityRegistryState(checked(e.First + e.Count)),
        IdentityBlockGiven e => throw new InvalidOperationException($"Identities from {e.First} were given twice; {Next} is the next."),
        _ => throw new InvalidOperationException($"The identity registry knows no event {@event.GetType().Name}; a newer version wrote "
            + "it."),
    };
}
