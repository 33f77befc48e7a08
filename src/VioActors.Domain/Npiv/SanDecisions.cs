using VioActors.Domain.Common;
using VioActors.Domain.Values;
using Outcome = VioActors.Domain.Common.Decision<VioActors.Domain.Npiv.ISanEvent>;

namespace VioActors.Domain.Npiv;

/// <summary>What the record of the storage area network decides: zoning and masking (NPV-1, NPV-2). Pure; thread-safe.</summary>
public static class SanDecisions
{
    /// <summary>Members of one zone, zones of one set.</summary>
    public const int MemberCountMax = 1024;

    /// <summary>Zones, zone sets, LUNs: each at most so many.</summary>
    public const int ObjectCountMax = 8192;

    /// <summary>Masks at most.</summary>
    public const int MaskCountMax = 65_536;

    public static Outcome Decide(SanState state, ISanMessage message) => message switch
    {
        GetSan => Decision.Answer<ISanEvent>(new SanFound(state.San)),
        DefineFabric define => FabricRules.FindFault(define) is { } fault
            ? Refuse(RejectionCode.Invalid, $"Cannot record the fabric: {fault}.")
            : define.Switches.Equals(state.San.Switches) && define.Attachments.Equals(state.San.Attachments)
                ? Nothing("The fabric is known so already.")
                : Accept(state, new FabricDefined(define.Switches, define.Attachments)),
        DefineZone define => Define(state, define.Zone),
        RemoveZone remove => Remove(state, remove),
        DefineZoneSet define => Define(state, define.ZoneSet),
        RemoveZoneSet remove => state.San.FindZoneSet(remove.Fabric, remove.Name) is null
            ? Nothing($"Fabric {remove.Fabric} has no zone set {remove.Name}.")
            : Accept(state, new ZoneSetRemoved(remove.Fabric, remove.Name)),
        ActivateZoneSet activate => Activate(state, activate),
        CreateSanLun or RemoveSanLun or MaskLun or UnmaskLun => SanMasking.Decide(state, message),
        _ => throw new InvalidOperationException($"The storage area network knows no message {message.GetType().Name}."),
    };

    internal static Outcome Accept(SanState state, ISanEvent @event) =>
        Decision.Accept<ISanEvent>(Ok.Instance, @event).With(new AnnounceSan(state.Apply(@event).San));

    internal static Outcome Nothing(string reason) => Decision.NoOp<ISanEvent>(reason);

    internal static Outcome Refuse(RejectionCode code, string reason) => Decision.Reject<ISanEvent>(code, reason);

    private static Outcome Define(SanState state, FcZone zone)
    {
        if (FindFaultOfFabric(state, zone.Fabric) is { } unknown)
        {
            return Refuse(RejectionCode.NotFound, $"Cannot define zone {zone.Name}: {unknown}.");
        }

        if (zone.Members.Count > MemberCountMax || zone.Members.Distinct().Count() != zone.Members.Count)
        {
            return Refuse(
                RejectionCode.Invalid, $"Cannot define zone {zone.Name}: it has at most {MemberCountMax} members, each named once.");
        }

        var known = state.San.FindZone(zone.Fabric, zone.Name);
        return known is not null && known.Members.Equals(zone.Members) ? Nothing($"Zone {zone.Name} is so already.")
            : known is null && state.San.Zones.Count >= ObjectCountMax
                ? Refuse(RejectionCode.Invalid, $"Cannot define zone {zone.Name}: there are {ObjectCountMax}, which is the limit.")
            : Accept(state, new ZoneDefined(zone));
    }

    private static Outcome Remove(SanState state, RemoveZone remove)
    {
        if (state.San.FindZone(remove.Fabric, remove.Name) is null)
        {
            return Nothing($"Fabric {remove.Fabric} has no zone {remove.Name}.");
        }

        var set = state.San.ZoneSets.FirstOrDefault(set => set.Fabric == remove.Fabric && set.Zones.Contains(remove.Name));
        return set is null
            ? Accept(state, new ZoneRemoved(remove.Fabric, remove.Name))
            : Refuse(
                RejectionCode.InUse, $"Cannot remove zone {remove.Name}: zone set {set.Name} names it; take it out of that set first.");
    }

    private static Outcome Define(SanState state, FcZoneSet set)
    {
        if (FindFaultOfFabric(state, set.Fabric) is { } unknown)
        {
            return Refuse(RejectionCode.NotFound, $"Cannot define zone set {set.Name}: {unknown}.");
        }

        if (set.Zones.FirstOrDefault(zone => state.San.FindZone(set.Fabric, zone) is null) is { } missing)
        {
            return Refuse(
                RejectionCode.NotFound, $"Cannot define zone set {set.Name}: fabric {set.Fabric} has no zone {missing}; define it first.");
        }

        if (set.Zones.Count > MemberCountMax || set.Zones.Distinct().Count() != set.Zones.Count)
        {
            return Refuse(
                RejectionCode.Invalid, $"Cannot define zone set {set.Name}: it has at most {MemberCountMax} zones, each named once.");
        }

        var known = state.San.FindZoneSet(set.Fabric, set.Name);
        return known is not null && known.Zones.Equals(set.Zones) ? Nothing($"Zone set {set.Name} is so already.")
            : known is null && state.San.ZoneSets.Count >= ObjectCountMax
                ? Refuse(RejectionCode.Invalid, $"Cannot define zone set {set.Name}: there are {ObjectCountMax}, which is the limit.")
            : Accept(state, new ZoneSetDefined(set));
    }

    private static Outcome Activate(SanState state, ActivateZoneSet activate)
    {
        var active = state.San.FindActive(activate.Fabric);
        if (activate.Name is not { } name)
        {
            return active is null
                ? Nothing($"Fabric {activate.Fabric} has no active zone set.")
                : Accept(state, new ZoneSetDeactivated(activate.Fabric));
        }

        if (state.San.FindZoneSet(activate.Fabric, name) is not { } set)
        {
            return Refuse(RejectionCode.NotFound, $"Cannot activate zone set {name}: fabric {activate.Fabric} has none of that name.");
        }

        var zones = set.Zones.Select(zone => state.San.FindZone(set.Fabric, zone)!).ToValueList();
        return active is not null && active.Name == name && active.Zones.Equals(zones)
            ? Nothing($"Fabric {activate.Fabric} works by zone set {name} already.")
            : Accept(state, new ZoneSetActivated(new ActiveZoneSet(activate.Fabric, name, zones)));
    }

    private static string? FindFaultOfFabric(SanState state, SanName fabric) =>
        state.San.Switches.Any(known => known.Fabric == fabric) ? null : $"there is no fabric {fabric}";
}

/// <summary>The part of <see cref="SanDecisions"/> about LUNs and who sees them. Pure; thread-safe.</summary>
internal static class SanMasking
{
    /// <summary>Longest path, in characters.</summary>
    public const int PathLengthMax = 4096;

    public static Outcome Decide(SanState state, ISanMessage message) => message switch
    {
        CreateSanLun create => Create(state, create.Lun),
        RemoveSanLun remove => Remove(state, remove.Name),
        MaskLun mask => Mask(state, mask.Mask),
        UnmaskLun unmask => Find(state, unmask.Initiator, unmask.StoragePort, unmask.Lun) is null
            ? SanDecisions.Nothing($"LUN {unmask.Lun} of {unmask.StoragePort} is not shown to {unmask.Initiator}.")
            : SanDecisions.Accept(state, new LunUnmasked(unmask.Initiator, unmask.StoragePort, unmask.Lun)),
        _ => throw new InvalidOperationException($"Masking knows no message {message.GetType().Name}."),
    };

    private static Outcome Create(SanState state, SanLun lun)
    {
        var problem = lun.Size.Bytes < 512 || lun.Size.Bytes % 512 != 0
                ? $"its size of {lun.Size.Bytes} bytes is no number of 512-byte blocks"
            : lun.Path.Length is 0 or > PathLengthMax || lun.Path.Any(char.IsControl) ? "its path is missing, too long or not printable"
            : state.San.Luns.Count >= SanDecisions.ObjectCountMax ? $"there are {SanDecisions.ObjectCountMax}, which is the limit"
            : null;
        if (problem is not null)
        {
            return SanDecisions.Refuse(RejectionCode.Invalid, $"Cannot create LUN {lun.Name}: {problem}.");
        }

        if (state.San.FindLun(lun.Name) is { } known)
        {
            return known == lun
                ? SanDecisions.Nothing($"LUN {lun.Name} is there.")
                : SanDecisions.Refuse(RejectionCode.AlreadyExists, $"Cannot create LUN {lun.Name}: another one has that name.");
        }

        return state.San.Luns.FirstOrDefault(other => other.Udid == lun.Udid || other.Path == lun.Path) is { } same
            ? SanDecisions.Refuse(
                RejectionCode.AlreadyExists, $"Cannot create LUN {lun.Name}: {same.Name} has the same identity or {same.Path}.")
            : SanDecisions.Accept(state, new SanLunCreated(lun));
    }

    private static Outcome Remove(SanState state, SanName name)
    {
        if (state.San.FindLun(name) is null)
        {
            return SanDecisions.Nothing($"There is no LUN {name}.");
        }

        return state.San.Masks.FirstOrDefault(mask => mask.Unit == name) is { } mask
            ? SanDecisions.Refuse(
                RejectionCode.InUse, $"Cannot remove LUN {name}: {mask.Initiator} sees it at {mask.StoragePort}; unmask it first.")
            : SanDecisions.Accept(state, new SanLunRemoved(name));
    }

    private static Outcome Mask(SanState state, LunMask mask)
    {
        if (state.San.FindLun(mask.Unit) is null)
        {
            return SanDecisions.Refuse(RejectionCode.NotFound, $"Cannot mask LUN {mask.Unit}: there is none of that name.");
        }

        if (state.San.FindAttachment(mask.StoragePort) is not { Role: FcPortRole.Storage })
        {
            return SanDecisions.Refuse(
                RejectionCode.NotFound, $"Cannot mask LUN {mask.Unit}: {mask.StoragePort} is no storage port of the fabric.");
        }

        if (Find(state, mask.Initiator, mask.StoragePort, mask.Lun) is { } known)
        {
            return known == mask
                ? SanDecisions.Nothing($"{mask.Initiator} sees LUN {mask.Unit} so already.")
                : SanDecisions.Refuse(
                    RejectionCode.AlreadyExists,
                    $"Cannot mask LUN {mask.Unit}: number {mask.Lun} of {mask.StoragePort} is {known.Unit} for {mask.Initiator}.");
        }

        return state.San.Masks.Count >= SanDecisions.MaskCountMax
            ? SanDecisions.Refuse(RejectionCode.Invalid, $"Cannot mask LUN {mask.Unit}: there are {SanDecisions.MaskCountMax} masks.")
            : SanDecisions.Accept(state, new LunMasked(mask));
    }

    private static LunMask? Find(SanState state, Wwpn initiator, Wwpn port, LunNumber lun) => state.San.Masks.FirstOrDefault(mask =>
        mask.Initiator == initiator && mask.StoragePort == port && mask.Lun == lun);
}
