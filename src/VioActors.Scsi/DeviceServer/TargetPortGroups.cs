using System.Collections.Immutable;

namespace VioActors.Scsi.DeviceServer;

/// <summary>Asymmetric access states (SPC-4 clause 5.15.2.4 and table 295); the values of the ASYMMETRIC ACCESS STATE field.</summary>
public enum AsymmetricAccessState : byte
{
    ActiveOptimized = 0x0,
    ActiveNonOptimized = 0x1,
    Standby = 0x2,
    Unavailable = 0x3,
    Offline = 0xE,
    Transitioning = 0xF,
}

/// <summary>Why a group is in its state (STATUS CODE field of REPORT TARGET PORT GROUPS).</summary>
public enum AccessStatusCode : byte
{
    None = 0,
    SetByCommand = 1,
    Implicit = 2,
}

/// <summary>One target port group: the ports of one VIOS. Immutable.</summary>
/// <param name="Id">TARGET PORT GROUP identifier, the same on every node.</param>
/// <param name="State">Its access state for this logical unit.</param>
/// <param name="IsPreferred">PREF bit.</param>
/// <param name="StatusCode">Why it is in that state.</param>
/// <param name="RelativeTargetPorts">Relative target port identifiers of its ports.</param>
public sealed record TargetPortGroup(
    ushort Id, AsymmetricAccessState State, bool IsPreferred, AccessStatusCode StatusCode, ImmutableArray<ushort> RelativeTargetPorts);

/// <summary>All groups through which a logical unit is reached. Every VIOS gives the same answer. Immutable.</summary>
/// <param name="Groups">At most 255 groups.</param>
/// <param name="ImplicitTransitionSeconds">How long an implicit transition may take: an initiator's patience; 0: not stated.</param>
public sealed record TargetPortGroupsView(ImmutableArray<TargetPortGroup> Groups, byte ImplicitTransitionSeconds)
{
    /// <summary>State of a group; a group that the view does not hold is unavailable.</summary>
    public AsymmetricAccessState StateOf(ushort groupId)
    {
        foreach (var group in Groups)
        {
            if (group.Id == groupId)
            {
                return group.State;
            }
        }

        return AsymmetricAccessState.Unavailable;
    }
}

/// <summary>Where the device server learns the target port groups. Implemented by the owner of the cluster view; thread-safe.</summary>
public interface ITargetPortGroups
{
    /// <summary>A snapshot. A change is followed by 2A/06 to the nexuses (<see cref="DiskDeviceServer.RaiseUnitAttention"/>).</summary>
    TargetPortGroupsView Current { get; }
}

/// <summary>Groups that never change, for a single VIOS. Thread-safe.</summary>
public sealed class FixedTargetPortGroups(TargetPortGroupsView view) : ITargetPortGroups
{
    public TargetPortGroupsView Current { get; } = view;

    /// <summary>One group with one port, active and optimized.</summary>
    public static FixedTargetPortGroups Single(ushort groupId, ushort relativeTargetPort) => new(new TargetPortGroupsView(
        [new TargetPortGroup(groupId, AsymmetricAccessState.ActiveOptimized, true, AccessStatusCode.None, [relativeTargetPort])], 0));
}
