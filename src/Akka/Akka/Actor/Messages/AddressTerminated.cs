using Akka.Event;

namespace Akka.Actor;

/// <summary>
/// Sent by the network to actors that watch, or are watched, across it: the system at <see cref="Address"/> is gone for good. Safe to
/// repeat.
/// </summary>
public sealed class AddressTerminated
    : IAutoReceivedMessage, IPossiblyHarmful, IDeadLetterSuppression, INotInfluenceReceiveTimeout, INoSerializationVerificationNeeded
{
    /// <summary>The end of the system at <paramref name="address"/>.</summary>
    public AddressTerminated(Address address)
    {
        Address = address;
    }

    /// <summary>The system.</summary>
    public Address Address { get; }

    /// <inheritdoc />
    public override string ToString() => $"<AddressTerminated>: {Address}";
}
