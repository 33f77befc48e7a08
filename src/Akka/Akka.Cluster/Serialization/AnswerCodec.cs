using System.Collections.Immutable;
using System.Runtime.Serialization;
using Akka.Cluster.Membership;
using Akka.Remote.Wire;

namespace Akka.Cluster.Serialization;

/// <summary>Answers as bytes, see <see cref="StatementCodec"/>. Pure.</summary>
internal static class AnswerCodec
{
    private const int RowsMax = 12_000;
    private const int RolesMax = 64;

    public static WireMessage Write(MembershipAnswer answer)
    {
        var message = new WireMessage()
            .Number(1, (ulong)answer.Result).Number(2, (ulong)answer.Now).Number(3, (ulong)answer.Version).Text(4, answer.Reason)
            .Number(5, (ulong)answer.No).Number(6, (ulong)answer.LeaseEnd);
        foreach (var lapse in answer.Lapses)
            message.Message(7, new WireMessage().Number(1, (ulong)lapse.No).Number(2, (ulong)lapse.LeaseEnd));
        if (answer.Table is not { } table)
            return message;
        message.Flag(8, true).Number(9, (ulong)table.LastNo).Number(10, (ulong)table.LastUpNumber);
        foreach (var row in table.Rows)
            message.Message(11, WriteRow(row));
        return message;
    }

    public static MembershipAnswer Read(ReadOnlySpan<byte> bytes)
    {
        var answer = new MembershipAnswer(StatementResult.NoOp, 0, 0);
        var rows = ImmutableArray.CreateBuilder<MemberRow>();
        var lapses = ImmutableArray.CreateBuilder<Lapse>();
        bool hasTable = false;
        long lastNo = 0, lastUp = 0;
        var reader = new WireReader(bytes);
        for (var field = reader.NextField(); field != 0; field = reader.NextField())
        {
            switch (field)
            {
                case 7 when lapses.Count < RowsMax:
                    lapses.Add(ReadLapse(reader.Bytes()));
                    break;
                case 8:
                    hasTable = reader.Flag();
                    break;
                case 9:
                    lastNo = (long)reader.Number();
                    break;
                case 10:
                    lastUp = (long)reader.Number();
                    break;
                case 11 when rows.Count < RowsMax:
                    rows.Add(ReadRow(reader.Bytes()));
                    break;
                default:
                    answer = Take(answer, field, ref reader);
                    break;
            }
        }

        return answer with
        {
            Lapses = lapses.ToImmutable(),
            Table = hasTable
                ? new MembershipTable(answer.Version, lastNo, (int)Math.Clamp(lastUp, 0, int.MaxValue), rows.ToImmutable())
                : null,
        };
    }

    private static MembershipAnswer Take(MembershipAnswer answer, int field, ref WireReader reader)
    {
        switch (field)
        {
            case 1:
                var result = reader.Number();
                return result <= (ulong)StatementResult.Rejected
                    ? answer with { Result = (StatementResult)result }
                    : throw new SerializationException($"There is no result {result} of a statement.");
            case 2:
                return answer with { Now = (long)reader.Number() };
            case 3:
                return answer with { Version = (long)reader.Number() };
            case 4:
                return answer with { Reason = reader.Text() };
            case 5:
                return answer with { No = (long)reader.Number() };
            case 6:
                return answer with { LeaseEnd = (long)reader.Number() };
            default:
                reader.Skip();
                return answer;
        }
    }

    private static WireMessage WriteRow(MemberRow row)
    {
        var message = new WireMessage()
            .Number(1, (ulong)row.No).Text(2, row.Address.ToString()).SignedInt32(3, row.Uid).Number(4, (ulong)row.Status)
            .Number(5, (ulong)row.UpNumber).Text(6, row.AppVersion).Number(7, (ulong)row.LeaseEnd).Number(8, (ulong)row.RemovedAt)
            .Number(9, (ulong)row.Previous);
        foreach (var role in row.Roles)
            message.Text(10, role);
        return StatementCodec.Numbers(message, 11, row.Unreachable);
    }

    private static MemberRow ReadRow(ReadOnlySpan<byte> bytes)
    {
        long no = 0, leaseEnd = 0, removedAt = 0;
        var address = "";
        var version = "0.0.0";
        int uid = 0, up = Member.NotUp;
        MemberStatus status = default, previous = default;
        var roles = ImmutableArray.CreateBuilder<string>();
        var unreachable = ImmutableArray.CreateBuilder<long>();
        var reader = new WireReader(bytes);
        for (var field = reader.NextField(); field != 0; field = reader.NextField())
        {
            switch (field)
            {
                case 1:
                    no = (long)reader.Number();
                    break;
                case 2:
                    address = reader.Text();
                    break;
                case 3:
                    uid = reader.SignedInt32();
                    break;
                case 4:
                    status = StatusOf(reader.Number());
                    break;
                case 5:
                    up = (int)Math.Min(reader.Number(), int.MaxValue);
                    break;
                case 6:
                    version = reader.Text();
                    break;
                case 7:
                    leaseEnd = (long)reader.Number();
                    break;
                case 8:
                    removedAt = (long)reader.Number();
                    break;
                case 9:
                    previous = StatusOf(reader.Number());
                    break;
                case 10 when roles.Count < RolesMax:
                    roles.Add(reader.Text());
                    break;
                case 11 when unreachable.Count < RowsMax:
                    unreachable.Add((long)reader.Number());
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        if (version.Length is 0 or > 255)
            throw new SerializationException("The version of a member is empty or too long.");
        return new MemberRow(no, StatementCodec.AddressOf(address), uid, status)
        {
            UpNumber = up,
            AppVersion = version,
            LeaseEnd = leaseEnd,
            RemovedAt = removedAt,
            Previous = previous,
            Roles = roles.ToImmutable(),
            Unreachable = unreachable.ToImmutable(),
        };
    }

    private static Lapse ReadLapse(ReadOnlySpan<byte> bytes)
    {
        long no = 0, end = 0;
        var reader = new WireReader(bytes);
        for (var field = reader.NextField(); field != 0; field = reader.NextField())
        {
            if (field == 1)
                no = (long)reader.Number();
            else if (field == 2)
                end = (long)reader.Number();
            else
                reader.Skip();
        }

        return new Lapse(no, end);
    }

    private static MemberStatus StatusOf(ulong number) => number <= (ulong)MemberStatus.Removed
        ? (MemberStatus)number
        : throw new SerializationException($"There is no status {number} of a member.");
}
