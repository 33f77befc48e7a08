using Akka.Actor;
using VioActors.Domain.Values;

namespace VioActors.Pbm.Relay;

/// <summary>Where the parts of machines run that this process does not run itself, besides VIOSes.</summary>
public interface IPartsElsewhere
{
    /// <summary>The <see cref="CommandRelayActor"/> beside the hypervisor of a machine; null: it does not run, or there is none.</summary>
    /// <param name="serial">Of the machine; null: <paramref name="own"/>.</param>
    ICanTell? CecOf(string? serial, CecId own);

    /// <summary>The same of the storage area network.</summary>
    ICanTell? San();
}

/// <summary>There are none: this process runs everything. Thread-safe.</summary>
public sealed class NoPartsElsewhere : IPartsElsewhere
{
    private NoPartsElsewhere()
    {
    }

    public static NoPartsElsewhere Instance { get; } = new();

    public ICanTell? CecOf(string? serial, CecId own) => null;

    public ICanTell? San() => null;
}
