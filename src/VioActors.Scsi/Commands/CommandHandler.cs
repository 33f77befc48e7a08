using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Commands;

/// <summary>One command. Holds no state of a task: one object serves every task of every unit. Thread-safe.</summary>
internal abstract class CommandHandler(CommandDescriptor descriptor)
{
    public CommandDescriptor Descriptor { get; } = descriptor;

    /// <summary>
    /// Processes a command whose length, reserved bits, unit attentions, access state, reservations and write protection have been checked.
    /// </summary>
    /// <exception cref="OperationCanceledException">The task was aborted.</exception>
    public abstract ValueTask<ScsiResponse> ExecuteAsync(CommandContext context);
}
