using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Phyp;

/// <summary>A client partition that is to run whenever its CEC does: it was activated, and nobody ended it since. Immutable.</summary>
/// <param name="Guest">What its built-in guest does; null: it is a virtual machine, whose definition says what it is.</param>
public sealed record PartitionActivation(PartitionId Client, GuestLoad? Guest);

/// <summary>What a built-in guest does that was started by hand. Immutable.</summary>
/// <param name="Lun">Number of the disk behind each of its adapters.</param>
/// <param name="BlockCount">Blocks of 4 KiB that it uses.</param>
/// <param name="RatePerSecond">Operations a second.</param>
public sealed record GuestLoad(int Lun, int BlockCount, int RatePerSecond);

/// <summary>
/// The partition is to run from now on, also after a restart of the CEC. Answered with <see cref="Ok"/>, <see cref="NoOp"/> or
/// <see cref="Rejected"/>.
/// </summary>
public sealed record NoteActivated(PartitionActivation Activation) : ICommand;

/// <summary>The partition was ended, or ended by itself. Answered with <see cref="Ok"/> or <see cref="NoOp"/>.</summary>
public sealed record NoteDeactivated(PartitionId Client) : ICommand;

/// <summary>Asks which partitions are to run. Answered with <see cref="ActivationsReply"/>.</summary>
public sealed record GetActivations : IQuery;

/// <summary>The partitions that are to run, ordered by partition; that of the settings is not among them.</summary>
public sealed record ActivationsReply(ValueList<PartitionActivation> Activations) : IReply;

public sealed record PartitionActivated(PartitionActivation Activation) : IPartitionsEvent;

public sealed record PartitionDeactivated(PartitionId Client) : IPartitionsEvent;
