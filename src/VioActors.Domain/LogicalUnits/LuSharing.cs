using VioActors.Domain.Common;
using VioActors.Domain.Values;
using Outcome = VioActors.Domain.Common.Decision<VioActors.Domain.LogicalUnits.ILuEvent>;

namespace VioActors.Domain.LogicalUnits;

/// <summary>
/// The part of <see cref="LuDecisions"/> about which clients it is mapped to and who has it open (ID-5, STO-7). Pure; thread-safe.
/// </summary>
internal static class LuSharing
{
    /// <summary>Mappings of one unit.</summary>
    public const int BindingCountMax = 4096;

    /// <summary>Nexuses that have one unit open.</summary>
    public const int UseCountMax = 16384;

    public static Outcome Bind(LuState state, BindLu bind)
    {
        var (name, wanted) = (state.Identity!.Name, bind.Binding);
        var same = state.Bindings.Find(binding => binding.Vios == wanted.Vios && binding.Adapter == wanted.Adapter);
        if (same == wanted)
        {
            return Decision.Answer<ILuEvent>(state.Describe());
        }

        if (same is not null)
        {
            return LuDecisions.Refuse(
                RejectionCode.AlreadyExists,
                $"Cannot map '{name}' to {wanted.Adapter}: it is mapped there for "
                    + $"{same.Client}{(same.Shared ? ", shared" : string.Empty)}; unmap it.");
        }

        if (state.Bindings.Find(binding => binding.Client != wanted.Client && !(binding.Shared && wanted.Shared)) is { } other)
        {
            return LuDecisions.Refuse(
                RejectionCode.InUse,
                $"Cannot map '{name}' to {wanted.Client}: it is mapped to {other.Client} through {other.Adapter} of VIOS {other.Vios}; "
                    + "unmap "
                + "it there, or map it as shared for both.");
        }

        return state.Bindings.Count >= BindingCountMax
            ? LuDecisions.Refuse(RejectionCode.Busy, $"Cannot map '{name}': it has {BindingCountMax} mappings, which is the limit.")
            : Decision.Accept<ILuEvent>(state.Describe(), new LuBound(wanted));
    }

    public static Outcome Unbind(LuState state, UnbindLu unbind) =>
        state.Bindings.Exists(binding => binding.Vios == unbind.Vios && binding.Adapter == unbind.Adapter)
            ? LuLifecycle.Ending(state, [new LuUnbound(unbind.Vios, unbind.Adapter), .. UsesEndedBy(state, unbind)])
            : Decision.NoOp<ILuEvent>($"It is not mapped to {unbind.Adapter} of VIOS {unbind.Vios}.");

    public static Outcome Forget(LuState state, ConcludeForgetting forgotten) =>
        LuLifecycle.Ending(
            state,
            [.. state.Bindings.Where(binding => binding.Vios == forgotten.Vios).Select(gone => new LuUnbound(gone.Vios, gone.Adapter))]);

    /// <summary>With its last mapping at a VIOS nobody has it open there any more.</summary>
    private static IEnumerable<ILuEvent> UsesEndedBy(LuState state, UnbindLu unbind) =>
        state.Bindings.Exists(binding => binding.Vios == unbind.Vios && binding.Adapter != unbind.Adapter)
            ? []
            : state.Uses.Where(use => use.Vios == unbind.Vios).Select(use => new UseEnded(use.Client, use.Adapter, use.Vios));

    /// <summary>Through a mapping that is not shared it is open exclusively, whatever was asked for.</summary>
    public static Outcome Open(LuState state, OpenLu open)
    {
        var name = state.Identity!.Name;
        var isForOne = state.Bindings.Exists(binding => binding.Vios == open.Use.Vios && !binding.Shared);
        var wanted = open.Use with { Exclusive = open.Use.Exclusive || isForOne };
        var others = state.Uses.Where(use => use.Client != wanted.Client).ToValueList();
        if (others.FirstOrDefault(use => use.Exclusive || wanted.Exclusive) is { } conflict)
        {
            return LuDecisions.Refuse(
                RejectionCode.InUse,
                $"Cannot open '{name}'{(wanted.Exclusive ? " exclusively" : string.Empty)} for client {wanted.Client}: client "
                    + $"{conflict.Client} "
                + $"has it open{(conflict.Exclusive ? " exclusively" : string.Empty)} through VIOS {conflict.Vios}; close it there first.");
        }

        var known = state.Uses.Find(use => use.Client == wanted.Client && use.Adapter == wanted.Adapter && use.Vios == wanted.Vios);
        if (known is not null && known.Exclusive == wanted.Exclusive)
        {
            return Decision.Answer<ILuEvent>(new LuOpened(open.Lu, others));
        }

        if (known is null && state.Uses.Count >= UseCountMax)
        {
            return LuDecisions.Refuse(RejectionCode.Busy, $"Cannot open '{name}': {UseCountMax} have it open, which is the limit.");
        }

        var begun = new UseBegun(wanted);
        return Decision.Accept<ILuEvent>(new LuOpened(open.Lu, others), begun).With(Tell(state.Apply(begun)));
    }

    public static Outcome Close(LuState state, CloseLu close)
    {
        if (!state.Uses.Exists(use => use.Client == close.Client && use.Adapter == close.Adapter && use.Vios == close.Vios))
        {
            return Decision.NoOp<ILuEvent>($"Client {close.Client} does not have it open there.");
        }

        var ended = new UseEnded(close.Client, close.Adapter, close.Vios);
        return Decision.Accept<ILuEvent>(Ok.Instance, ended).With(Tell(state.Apply(ended)));
    }

    private static TellUse Tell(LuState state) => new(state.Holders.Keys.ToValueList(), state.DescribeUse());
}
