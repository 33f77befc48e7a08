using System.Reflection;
using VioActors.Domain.Backup;
using VioActors.Domain.Common;
using VioActors.Domain.Images;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.Memory;
using VioActors.Domain.Values;

namespace VioActors.Persistence.Tests.Wire;

/// <summary>Makes instances of any message, the same for the same seed. Every second seed leaves out what may be missing.</summary>
internal sealed class Samples(int seed)
{
    private static readonly Dictionary<Type, Func<int, object>> Makers = new()
    {
        [typeof(string)] = number => $"text {number} – ü",
        [typeof(bool)] = number => number % 2 == 0,
        [typeof(int)] = number => number,
        [typeof(uint)] = number => (uint)number,
        [typeof(ulong)] = number => (ulong)number << 50,
        [typeof(long)] = number => 1L << (number % 60),
        [typeof(DateTimeOffset)] = number => new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddTicks(number),
        [typeof(ObjectVersion)] = number => new ObjectVersion(number),
        [typeof(ByteSize)] = number => new ByteSize((long)number << 30),
        [typeof(ClientId)] = number => new ClientId(number),
        [typeof(VioAdapterId)] = number => new VioAdapterId(number),
        [typeof(PartitionId)] = number => new PartitionId(number),
        [typeof(SlotNumber)] = number => new SlotNumber(number),
        [typeof(ScsiPortId)] = number => new ScsiPortId(number),
        [typeof(LunNumber)] = number => new LunNumber(number),
        [typeof(VioUuid)] = number => new VioUuid(new Guid(number, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)),
        [typeof(PvId)] = number => new PvId(new Guid(number, 2, 2, 3, 4, 5, 6, 7, 8, 9, 10)),
        [typeof(LuUdid)] = number => LuUdid.From(new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, (byte)number)),
        [typeof(CecId)] = number => CecId.Parse($"9117.MMA.{number:0000000}"),
        [typeof(DrcName)] = number => DrcName.Parse($"9117.MMA.10F6E2B-V{number}-C1{number}"),
        [typeof(AdapterName)] = number => AdapterName.Parse($"vhost{number}"),
        [typeof(InitiatorName)] = number => InitiatorName.Parse($"iqn.2026-01.org.example:host{number}"),
        [typeof(Wwpn)] = number => new Wwpn((ulong)number << 40),
        [typeof(VtdName)] = number => VtdName.Parse($"vtscsi{number}"),
        [typeof(PageBytes)] = number => new PageBytes(new byte[] { 3, 4, (byte)number }),

        // Those that there were when the lines of the golden file were written; later ones would change every sample.
        [typeof(LuKind)] = number => (LuKind)(number % 4),
        [typeof(ImageKind)] = number => (ImageKind)(number % 3),
        [typeof(FileBytes)] = number => new FileBytes([1, 2, (byte)number]),
        [typeof(BackupFileName)] = number => BackupFileName.Parse($"viosbr.9117.MMA.10F6E2B-V{number}.0007.tar.gz"),
        [typeof(ClientKey)] = number => number % 2 == 0
            ? ClientKey.Parse($"lpar:9117.MMA.10F6E2B/{number}")
            : ClientKey.Parse($"iscsi:iqn.2026-01.org.example:host{number}"),
    };

    private readonly NullabilityInfoContext _context = new();
    private int _next = (seed * 7) + 1;

    private bool LeavesOut => seed % 2 == 1;

    public object Make(Type type)
    {
        _next = (_next % 120) + 1;
        if (Makers.TryGetValue(type, out var maker))
        {
            return maker(_next);
        }

        if (type.IsEnum)
        {
            return Enum.GetValues(type).GetValue(_next % Enum.GetValues(type).Length)!;
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueList<>))
        {
            return MakeList(type.GetGenericArguments()[0]);
        }

        var parse = type.GetMethod("Parse", [typeof(string)]);
        return parse is not null ? parse.Invoke(null, [$"name{_next}"])! : MakeRecord(type);
    }

    private object MakeRecord(Type type)
    {
        var constructor = type.GetConstructors()
            .Where(candidate => candidate.GetParameters() is not [{ } only] || only.ParameterType != type)
            .MaxBy(candidate => candidate.GetParameters().Length)!;
        return constructor.Invoke([.. constructor.GetParameters().Select(MakeArgument)]);
    }

    private object? MakeArgument(ParameterInfo parameter)
    {
        var underlying = Nullable.GetUnderlyingType(parameter.ParameterType);
        var nullable = underlying is not null
            || (!parameter.ParameterType.IsValueType && _context.Create(parameter).WriteState == NullabilityState.Nullable);
        return nullable && LeavesOut ? null : Make(underlying ?? parameter.ParameterType);
    }

    private object MakeList(Type item)
    {
        var items = Array.CreateInstance(item, LeavesOut ? 0 : 2);
        for (var index = 0; index < items.Length; index++)
        {
            items.SetValue(Make(item), index);
        }

        return typeof(ValueList).GetMethod(nameof(ValueList.From))!.MakeGenericMethod(item).Invoke(null, [items])!;
    }
}
