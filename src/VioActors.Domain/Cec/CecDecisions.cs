using VioActors.Domain.Common;
using VioActors.Domain.Values;
using Outcome = VioActors.Domain.Common.Decision<VioActors.Domain.Cec.ICecEvent>;

namespace VioActors.Domain.Cec;

/// <summary>
/// Keeps the hardware of a CEC (SYS-1), and (CEC, adapter name) unique over all its VIOSes (ID-4). Pure; thread-safe.
/// </summary>
public static class CecDecisions
{
    /// <summary>Server adapters that one CEC may have.</summary>
    public const int NameCountMax = 65536;

    public static Outcome Decide(CecState state, ICecMessage message) => message switch
    {
        ReserveAdapterName reserve => Reserve(state, reserve),
        FreeAdapterName free => Free(state, free),
        DefineHardware define => Define(state, define),
        GetCec get => Decision.Answer<ICecEvent>(new CecFound(get.Cec, state.Hardware)),
        GetAdapterNames get => Decision.Answer<ICecEvent>(new AdapterNamesFound(get.Cec, state.Ordered())),
        _ => throw new InvalidOperationException($"A CEC knows no message {message.GetType().Name}."),
    };

    private static Outcome Define(CecState state, DefineHardware define)
    {
        if (CecHardwareRules.FindFault(define.Cec, define.Hardware) is { } fault)
        {
            return Decision.Reject<ICecEvent>(RejectionCode.Invalid, $"Cannot record the hardware of CEC {define.Cec}: {fault}.");
        }

        var found = new CecFound(define.Cec, define.Hardware);
        return state.Hardware == define.Hardware
            ? Decision.Answer<ICecEvent>(found)
            : Decision.Accept<ICecEvent>(found, new HardwareDefined(define.Hardware));
    }

    private static Outcome Reserve(CecState state, ReserveAdapterName reserve)
    {
        var held = state.Names.Values.FirstOrDefault(use => use.Vios == reserve.Vios && use.Slot == reserve.Slot);
        if (held is not null && held.Name.Prefix == reserve.Prefix && (reserve.Wanted is null || reserve.Wanted == held.Name))
        {
            return Decision.Answer<ICecEvent>(Answer(reserve, held.Name));
        }

        if (reserve.Wanted is { } wanted)
        {
            if (wanted.Prefix != reserve.Prefix)
            {
                return Refuse(reserve, RejectionCode.Invalid, $"'{wanted}' does not begin with '{reserve.Prefix}'");
            }

            if (state.Names.TryGetValue(wanted.Value, out var other))
            {
                return Refuse(
                    reserve,
                    RejectionCode.AlreadyExists,
                    $"'{wanted}' is the name of slot {other.Slot} of VIOS {other.Vios}; give another name or remove that adapter");
            }
        }

        if (state.Names.Count >= NameCountMax)
        {
            return Refuse(reserve, RejectionCode.Busy, $"{NameCountMax} names are in use, which is the limit; remove unused adapters");
        }

        if (!AdapterName.TryParse($"{reserve.Prefix}0", out _, out var problem))
        {
            return Refuse(reserve, RejectionCode.Invalid, problem.TrimEnd('.'));
        }

        var name = reserve.Wanted ?? FirstFree(state, reserve.Prefix);
        var taken = new AdapterNameTaken(new AdapterNameUse(name, reserve.Vios, reserve.Slot));
        return held is null
            ? Decision.Accept<ICecEvent>(Answer(reserve, name), taken)
            : Decision.Accept<ICecEvent>(Answer(reserve, name), new AdapterNameFreed(held.Name), taken);
    }

    private static Outcome Free(CecState state, FreeAdapterName free) =>
        state.Names.TryGetValue(free.Name.Value, out var use) && use.Vios == free.Vios
            ? Decision.Accept<ICecEvent>(Ok.Instance, new AdapterNameFreed(free.Name))
            : Decision.NoOp<ICecEvent>($"{free.Name} is not a name of VIOS {free.Vios}.");

    private static AdapterName FirstFree(CecState state, string prefix)
    {
        var number = 0;
        while (state.Names.ContainsKey($"{prefix}{number}"))
        {
            number++;
        }

        return AdapterName.Of(prefix, number);
    }

    private static AdapterNameReserved Answer(ReserveAdapterName reserve, AdapterName name) =>
        new(reserve.Cec, reserve.Vios, reserve.Slot, name);

    private static Outcome Refuse(ReserveAdapterName reserve, RejectionCode code, string problem) => Decision.Reject<ICecEvent>(
        code,
        $"Cannot name the adapter in slot {reserve.Slot} of VIOS {reserve.Vios} on CEC {reserve.Cec}: {problem}.");
}
