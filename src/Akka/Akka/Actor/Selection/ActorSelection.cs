namespace Akka.Actor;

/// <summary>
/// The actors that a path with wildcards leads to from an anchor, looked up anew for every message. Immutable and thread-safe.
/// </summary>
public partial class ActorSelection : ICanTell
{
    /// <summary>A selection of nothing.</summary>
    public ActorSelection()
        : this(ActorRefs.Nobody, Array.Empty<SelectionPathElement>())
    {
    }

    /// <summary>The actors reached by <paramref name="path"/> from <paramref name="anchor"/>.</summary>
    public ActorSelection(IActorRef anchor, SelectionPathElement[] path)
    {
        Anchor = anchor;
        Path = path;
    }

    /// <summary>The actors reached by <paramref name="path"/> from <paramref name="anchor"/>.</summary>
    public ActorSelection(IActorRef anchor, string path)
        : this(anchor, string.IsNullOrEmpty(path) ? (IEnumerable<string>)[] : path.Split('/'))
    {
    }

    /// <summary>The actors reached by <paramref name="elements"/> from <paramref name="anchor"/>.</summary>
    public ActorSelection(IActorRef anchor, IEnumerable<string> elements)
        : this(anchor, Parse(elements))
    {
    }

    /// <summary>Where the way begins.</summary>
    public IActorRef Anchor { get; }

    /// <summary>The steps.</summary>
    public SelectionPathElement[] Path { get; }

    /// <summary>The steps as text.</summary>
    public string PathString => "/" + string.Join('/', Path.Select(static step => step.ToString()));

    /// <summary>Sends <paramref name="message"/> to all actors that the path leads to at this moment.</summary>
    public void Tell(object message, IActorRef? sender = null)
    {
        ArgumentNullException.ThrowIfNull(message);
        sender ??= ActorCell.GetCurrentSelfOrNoSender();
        DeliverSelection((IInternalActorRef)Anchor, sender!, new ActorSelectionMessage(message, Path));
    }

    void ICanTell.Tell(object message, IActorRef sender) => Tell(message, sender);

    /// <summary>
    /// The one actor that answers first; fails with <see cref="ActorNotFoundException"/> when none does within <paramref
    /// name="timeout"/>.
    /// </summary>
    public Task<IActorRef> ResolveOne(TimeSpan timeout) => ResolveOne(timeout, CancellationToken.None);

    /// <summary>As above; gives up with <paramref name="ct"/>.</summary>
    public async Task<IActorRef> ResolveOne(TimeSpan timeout, CancellationToken ct)
    {
        try
        {
            var identity = await this.Ask<ActorIdentity>(new Identify(null!), timeout, ct).ConfigureAwait(false);
            return identity.Subject
                ?? throw new ActorNotFoundException($"Cannot resolve {this}: there is no such actor.");
        }
        catch (Exception error) when (error is AskTimeoutException or TaskCanceledException)
        {
            throw new ActorNotFoundException($"Cannot resolve {this}: no answer within {timeout}.", error);
        }
    }

    /// <inheritdoc />
    public override bool Equals(object? obj) =>
        obj is ActorSelection other && Anchor.Equals(other.Anchor) && Path.SequenceEqual(other.Path);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Anchor, Path.Length);

    /// <inheritdoc />
    public override string ToString() =>
        $"ActorSelection[Anchor({Anchor.Path}{(Anchor.Path.Uid == 0 ? "" : "#" + Anchor.Path.Uid)}), Path({PathString})]";

    private static SelectionPathElement[] Parse(IEnumerable<string> elements)
    {
        var steps = elements.Where(static element => element.Length > 0).Select(static SelectionPathElement (element) => element switch
        {
            ".." => SelectParent.Instance,
            "**" => SelectChildRecursive.Instance,
            _ when Util.WildcardPattern.IsPattern(element) => new SelectChildPattern(element),
            _ => new SelectChildName(element),
        }).ToArray();
        if (Array.IndexOf(steps, SelectChildRecursive.Instance) is var at && at >= 0 && at < steps.Length - 1)
            throw new IllegalActorNameException("Double wildcard (**) may only be used as the last element of a selection.");
        return steps;
    }
}
