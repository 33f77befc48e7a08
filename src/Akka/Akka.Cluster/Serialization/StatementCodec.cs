using System.Collections.Immutable;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Cluster.Membership;
using Akka.Remote.Wire;

namespace Akka.Cluster.Serialization;

/// <summary>
/// Statements as bytes, in Protobuf's encoding. One set of fields serves all kinds; unknown fields are skipped, so that later versions
/// can
/// add some. What is read is bounded and refused with <see cref="SerializationException"/> when it cannot be. Pure.
/// </summary>
internal static class StatementCodec
{
    private const int ItemsMax = 10_000;
    private const int RolesMax = 64;

    private static readonly Type[] Kinds =
    [
        typeof(object), typeof(JoinStatement), typeof(RenewStatement), typeof(LeaveStatement), typeof(DownStatement),
            typeof(AdvanceStatement),
        typeof(VoteStatement), typeof(DepartStatement), typeof(ObserveStatement), typeof(ReadStatement),
    ];

    public static WireMessage Write(MembershipStatement statement)
    {
        var message = new WireMessage()
            .Number(1, (ulong)Array.IndexOf(Kinds, statement.GetType()))
            .Number(2, (ulong)statement.KnownVersion);
        return statement switch
        {
            JoinStatement join => WriteJoin(message, join),
            RenewStatement renew => Numbers(message, 9, renew.Quorum)
                .Number(3, (ulong)renew.No).Number(4, (ulong)renew.Sequence).Number(5, (ulong)renew.LeaseMs).Number(6,
                    (ulong)renew.ToleranceMs),
            LeaveStatement leave => message.Text(7, leave.Address.ToString()),
            DownStatement down => message.Number(3, (ulong)down.No).Text(7, down.Address.ToString()),
            AdvanceStatement advance => Minima(message.Number(3, (ulong)advance.No), advance.Minima),
            VoteStatement vote => Minima(
                vote.Lapses.Aggregate(
                    message.Number(3, (ulong)vote.No),
                    (target, lapse) => target.Message(10, new WireMessage().Number(1, (ulong)lapse.No).Number(2, (ulong)lapse.LeaseEnd))),
                vote.Minima),
            DepartStatement depart => message.Number(3, (ulong)depart.No),
            ObserveStatement observe => Numbers(message.Number(3, (ulong)observe.No), 9, observe.Unreachable),
            _ => message,
        };
    }

    /// <summary>The bytes of <see cref="Write"/>.</summary>
    public static byte[] ToBytes(MembershipStatement statement) => Write(statement).ToArray();

    public static MembershipStatement Read(ReadOnlySpan<byte> bytes)
    {
        var fields = new Fields();
        var reader = new WireReader(bytes);
        for (var field = reader.NextField(); field != 0; field = reader.NextField())
            fields.Take(field, ref reader);
        MembershipStatement statement = fields.Kind switch
        {
            1 => ReadJoin(fields),
            2 => new RenewStatement(fields.No, fields.Sequence, Duration(fields.LeaseMs), Duration(fields.ToleranceMs),
                [.. fields.Numbers]),
            3 => new LeaveStatement(AddressOf(fields.Address)),
            4 => new DownStatement(fields.No, AddressOf(fields.Address)),
            5 => new AdvanceStatement(fields.No, MinimaOf(fields)),
            6 => new VoteStatement(fields.No, [.. fields.Lapses], MinimaOf(fields)),
            7 => new DepartStatement(fields.No),
            8 => new ObserveStatement(fields.No, [.. fields.Numbers]),
            9 => new ReadStatement(),
            _ => throw new SerializationException($"There is no statement of kind {fields.Kind}."),
        };
        return statement with { KnownVersion = fields.KnownVersion };
    }

    internal static Address AddressOf(string text) =>
        text.Length <= 512 && Address.TryParse(text, out var address) && address.HasGlobalScope
        ? address
        : throw new SerializationException("The text is no address of a member.");

    internal static WireMessage Numbers(WireMessage message, int field, ImmutableArray<long> numbers) =>
        numbers.Aggregate(message, (target, number) => target.Number(field, (ulong)number));

    private static WireMessage WriteJoin(WireMessage message, JoinStatement join)
    {
        message.Text(7, join.Address.ToString()).SignedInt32(8, join.Uid).Number(5, (ulong)join.LeaseMs).Text(12, join.AppVersion)
            .Number(14, (ulong)join.MembersMax);
        foreach (var role in join.Roles)
            message.Text(11, role);
        return Minima(message, join.Minima);
    }

    private static WireMessage Minima(WireMessage message, MembershipMinima minima) => minima.OfRole.Aggregate(
        message.Number(13, (ulong)minima.Members),
        (target, minimum) => target.Message(15, new WireMessage().Text(1, minimum.Key).Number(2, (ulong)minimum.Value)));

    private static JoinStatement ReadJoin(Fields fields)
    {
        if (fields.AppVersion.Length is 0 or > 255 || fields.Roles.Any(role => role.Length is 0 or > MembershipSettings.RoleLengthMax))
            throw new SerializationException("A role or the version of a member that wants to join is too long or empty.");
        return new JoinStatement(AddressOf(fields.Address), fields.Uid, [.. fields.Roles], fields.AppVersion)
        {
            LeaseMs = Duration(fields.LeaseMs),
            Minima = MinimaOf(fields),
            MembersMax = (int)Math.Clamp(fields.MembersMax, 1, 10_000),
        };
    }

    private static MembershipMinima MinimaOf(Fields fields) =>
        new((int)Math.Clamp(fields.Minimum, 1, 10_000), fields.Minima.ToImmutableSortedDictionary(StringComparer.Ordinal));

    private static long Duration(long ms) => ms is >= 0 and <= 24 * 60 * 60 * 1000
        ? ms
        : throw new SerializationException($"A duration of {ms} ms is out of range.");

    /// <summary>The fields of any statement.</summary>
    private sealed class Fields
    {
        public int Kind { get; private set; }

        public long KnownVersion { get; private set; }

        public long No { get; private set; }

        public long Sequence { get; private set; }

        public long LeaseMs { get; private set; }

        public long ToleranceMs { get; private set; }

        public string Address { get; private set; } = "";

        public int Uid { get; private set; }

        public List<long> Numbers { get; } = [];

        public List<Lapse> Lapses { get; } = [];

        public List<string> Roles { get; } = [];

        public string AppVersion { get; private set; } = "";

        public long Minimum { get; private set; }

        public long MembersMax { get; private set; }

        public Dictionary<string, int> Minima { get; } = new(StringComparer.Ordinal);

        public void Take(int field, ref WireReader reader)
        {
            switch (field)
            {
                case 1:
                    Kind = (int)Math.Min(reader.Number(), 1000);
                    break;
                case 2:
                    KnownVersion = (long)reader.Number();
                    break;
                case 3:
                    No = (long)reader.Number();
                    break;
                case 4:
                    Sequence = (long)reader.Number();
                    break;
                case 5:
                    LeaseMs = (long)reader.Number();
                    break;
                case 6:
                    ToleranceMs = (long)reader.Number();
                    break;
                case 7:
                    Address = reader.Text();
                    break;
                case 8:
                    Uid = reader.SignedInt32();
                    break;
                default:
                    TakeMore(field, ref reader);
                    break;
            }
        }

        private void TakeMore(int field, ref WireReader reader)
        {
            switch (field)
            {
                case 9:
                    Bounded(Numbers, ItemsMax).Add((long)reader.Number());
                    break;
                case 10:
                    var lapse = Pair(reader.Bytes());
                    Bounded(Lapses, ItemsMax).Add(new Lapse(lapse.First, lapse.Second));
                    break;
                case 11:
                    Bounded(Roles, RolesMax).Add(reader.Text());
                    break;
                case 12:
                    AppVersion = reader.Text();
                    break;
                case 13:
                    Minimum = (long)reader.Number();
                    break;
                case 14:
                    MembersMax = (long)reader.Number();
                    break;
                case 15 when Minima.Count < RolesMax:
                    var minimum = Named(reader.Bytes());
                    Minima[minimum.Name] = (int)Math.Clamp(minimum.Value, 1, 10_000);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        private static List<T> Bounded<T>(List<T> list, int countMax) => list.Count < countMax
            ? list
            : throw new SerializationException($"A list of a statement has more than {countMax} items.");

        private static (long First, long Second) Pair(ReadOnlySpan<byte> bytes)
        {
            long first = 0, second = 0;
            var reader = new WireReader(bytes);
            for (var field = reader.NextField(); field != 0; field = reader.NextField())
            {
                if (field == 1)
                    first = (long)reader.Number();
                else if (field == 2)
                    second = (long)reader.Number();
                else
                    reader.Skip();
            }

            return (first, second);
        }

        private static (string Name, long Value) Named(ReadOnlySpan<byte> bytes)
        {
            var name = "";
            long value = 0;
            var reader = new WireReader(bytes);
            for (var field = reader.NextField(); field != 0; field = reader.NextField())
            {
                if (field == 1)
                    name = reader.Text();
                else if (field == 2)
                    value = (long)reader.Number();
                else
                    reader.Skip();
            }

            return (name, value);
        }
    }
}
