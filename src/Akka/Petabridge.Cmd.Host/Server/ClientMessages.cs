using Akka.Event;
using Petabridge.Cmd.Protocol;

namespace Petabridge.Cmd.Host.Server;

/// <summary>The reader to the client actor: a frame, or null when the client closed. The next frame is read when this one is
/// done.</summary>
internal sealed record FrameArrived(Frame? Frame) : IDeadLetterSuppression;

/// <summary>The reader to the client actor: nothing more will come.</summary>
internal sealed record ReadFailed(Exception Cause) : IDeadLetterSuppression;

/// <summary>The writer to the client actor: the connection is closed; the cause is null after an orderly end.</summary>
internal sealed record WriteEnded(Exception? Cause) : IDeadLetterSuppression;

/// <summary>A run to its client actor: one response of the command, bounded in size.</summary>
internal sealed record RunOutput(uint Id, CommandResponse Response) : IDeadLetterSuppression;

/// <summary>Timers of the client actor.</summary>
internal sealed record HandshakeExpired;

internal sealed record IdleExpired;
