using System.Text;
using VioActors.Scsi.Backend;
using VioActors.Scsi.DeviceServer;
using VioActors.Scsi.ModePages;
using VioActors.Scsi.Reservations;
using VioActors.Scsi.Tests.Doubles;

namespace VioActors.Scsi.Tests.Reservations;

/// <summary>Reservation commands as bytes, and who is kept out.</summary>
[Trait("Req", "IO-2")]
public sealed class ReservationCommandTests
{
    private const string Read = "28 00 00 00 00 00 00 00 01 00";
    private const string Write = "2A 00 00 00 00 00 00 00 01 00";

    private readonly Aborter _aborter = new();
    private readonly Disk _disk;
    private readonly NexusState _other;

    public ReservationCommandTests()
    {
        _disk = new Disk(with: ports => ports with { Reservations = new LocalReservations(), Aborter = _aborter });
        _other = _disk.Login("iqn.1993-08.org.debian:01:second");
    }

    [Fact]
    public async Task Keys_reservation_and_capabilities()
    {
        Assert.Equal("0000000000000000", await In(0));
        Assert.Equal("Good", await Out(0, 0, 0, 0x11));
        Assert.Equal("Good", await Out(0, 0, 0, 0x22, _other));
        Assert.Equal("00000002" + "00000010" + "0000000000000011" + "0000000000000022", await In(0));
        Assert.Equal("0000000200000000", await In(1));
        Assert.Equal("Good", await Out(1, 5, 0x11, 0));
        Assert.Equal("00000002" + "00000010" + "0000000000000011" + "0000000000050000", await In(1));
        Assert.Equal("00080C80" + "EA010000", await In(2));
    }

    [Fact]
    public async Task Full_status_names_each_initiator_port()
    {
        await Out(0, 0, 0, 0x11);
        await Out(1, 7, 0x11, 0);
        var data = Convert.FromHexString(await In(3));
        var name = _disk.Nexus.Identity.InitiatorName + ",i,0x800000000001";
        var padded = (name.Length + 4) & ~3;
        Assert.Equal(8 + 24 + 4 + padded, data.Length);
        Assert.Equal("0000000000000011" + "00000000" + "01070000" + "00000001", Hex.Text(data.AsSpan(8, 20)));
        Assert.Equal(4 + padded, (data[30] << 8) | data[31]);
        Assert.Equal(0x45, data[32]);
        Assert.Equal(name, Encoding.UTF8.GetString(data.AsSpan(36, name.Length)));
    }

    [Fact]
    public async Task A_reservation_keeps_the_others_out()
    {
        await Out(0, 0, 0, 0x11);
        await Out(1, 3, 0x11, 0);
        foreach (var cdb in new[] { Read, Write, "1A 00 3F 00 FF 00", "35 00 00 00 00 00 00 00 00 00", "2F 00 00 00 00 00 00 00 01 00" })
        {
            Assert.Equal("ReservationConflict", await _disk.Outcome(cdb, new byte[512], _other));
            Assert.Equal("Good", await _disk.Outcome(cdb, new byte[512]));
        }

        foreach (var cdb in new[]
        {
            "00 00 00 00 00 00", "12 00 00 00 FF 00", "25 00 00 00 00 00 00 00 00 00", "A0 00 00 00 00 00 00 00 00 FF 00 00",
            "5E 00 00 00 00 00 00 00 FF 00", "A3 0A 00 00 00 00 00 00 00 FF 00 00", "03 00 00 00 FF 00",
        })
        {
            Assert.Equal("Good", await _disk.Outcome(cdb, nexus: _other));
        }
    }

    [Fact]
    public async Task Write_exclusive_lets_reads_pass()
    {
        await Out(0, 0, 0, 0x11);
        await Out(1, 1, 0x11, 0);
        Assert.Equal("Good", await _disk.Outcome(Read, nexus: _other));
        Assert.Equal("ReservationConflict", await _disk.Outcome(Write, new byte[512], _other));
    }

    [Fact]
    public async Task Preempt_and_abort_ends_the_victims_tasks_and_tells_it()
    {
        await Out(0, 0, 0, 0x11);
        await Out(0, 0, 0, 0x22, _other);
        await Out(1, 6, 0x22, 0, _other);
        Assert.Equal("Good", await Out(5, 6, 0x11, 0x22));
        Assert.Equal([_other.Identity], _aborter.Nexuses);
        Assert.Equal(_disk.Nexus.Identity, _aborter.Asker);
        Assert.Equal("06/2A/05", await _disk.Outcome("00 00 00 00 00 00", nexus: _other));
        Assert.Equal("ReservationConflict", await _disk.Outcome(Write, new byte[512], _other));
    }

    [Fact]
    public async Task Register_and_move_hands_the_reservation_over()
    {
        await Out(0, 0, 0, 0x11);
        await Out(1, 3, 0x11, 0);
        var list = MoveList(_other.Identity.InitiatorName, port: 1);
        Assert.Equal("Good", await _disk.Outcome($"5F 07 00 00 00 00 00 {list.Length >> 8:X2} {list.Length & 0xFF:X2} 00", list));
        Assert.Equal("Good", await _disk.Outcome(Write, new byte[512], _other));
        Assert.Equal("ReservationConflict", await _disk.Outcome(Write, new byte[512]));
        Assert.Equal("00000002" + "00000010" + "0000000000000011" + "0000000000000099", await In(0, _other));
    }

    [Theory]
    [InlineData("iqn.x:other", 99, 0, 0, "05/26/00")] // no such port
    [InlineData("", 1, 0, 0, "05/26/00")]
    [InlineData("iqn.x:other", 1, 4, 0, "05/26/00")] // reserved flag
    [InlineData("iqn.x:other", 1, 0, 4, "05/1A/00")] // TransportID length
    public async Task Register_and_move_refused(string name, ushort port, byte flags, int lengthError, string expected)
    {
        await Out(0, 0, 0, 0x11);
        await Out(1, 3, 0x11, 0);
        var list = MoveList(name, port);
        list[17] |= flags;
        list[23] += (byte)lengthError;
        Assert.Equal(expected, await _disk.Outcome($"5F 07 00 00 00 00 00 00 {list.Length:X2} 00", list));
    }

    [Theory]
    [InlineData("5F 00 00 00 00 00 00 00 17 00", 0, "05/1A/00")] // length
    [InlineData("5F 00 00 00 00 00 00 00 19 00", 0, "05/1A/00")]
    [InlineData("5F 00 00 00 00 FF FF FF FF 00", 0, "05/1A/00")]
    [InlineData("5F 07 00 00 00 FF FF FF FF 00", 0, "05/1A/00")]
    [InlineData("5F 01 11 00 00 00 00 00 18 00", 0, "05/24/00")] // scope
    [InlineData("5F 01 00 00 00 00 00 00 18 00", 0, "05/24/00")] // type
    [InlineData("5F 01 02 00 00 00 00 00 18 00", 0, "05/24/00")]
    [InlineData("5F 04 09 00 00 00 00 00 18 00", 0, "05/24/00")]
    [InlineData("5F 08 01 00 00 00 00 00 18 00", 0, "05/24/00")] // service action
    [InlineData("5E 04 00 00 00 00 00 00 FF 00", 0, "05/24/00")]
    [InlineData("5F 00 00 00 00 00 00 00 18 00", 0x08, "05/1A/00")] // SPEC_I_PT without names
    [InlineData("5F 06 00 00 00 00 00 00 18 00", 0x08, "05/26/00")] // SPEC_I_PT in another action
    [InlineData("5F 00 00 00 00 00 00 00 18 00", 0x02, "05/26/00")] // reserved flag
    [InlineData("5F 00 00 00 00 00 00 00 18 00", 0x01, "05/26/00")] // APTPL that cannot be kept
    [InlineData("5F 06 FF 00 00 00 00 00 18 00", 0x00, "Good")] // scope and type do not count here
    [InlineData("5F 01 01 00 00 00 00 00 18 00", 0, "ReservationConflict")] // not registered
    public async Task Refused(string cdb, byte flags, string expected)
    {
        var list = new byte[24];
        list[20] = flags;
        Assert.Equal(expected, await _disk.Outcome(cdb, list));
    }

    [Fact]
    public async Task Reserve_and_release()
    {
        Assert.Equal("Good", await _disk.Outcome("16 00 00 00 00 00"));
        Assert.Equal("ReservationConflict", await _disk.Outcome("56 00 00 00 00 00 00 00 00 00", nexus: _other));
        Assert.Equal("ReservationConflict", await _disk.Outcome("00 00 00 00 00 00", nexus: _other));
        Assert.Equal("Good", await _disk.Outcome("12 00 00 00 FF 00", nexus: _other));
        Assert.Equal("Good", await _disk.Outcome("17 00 00 00 00 00", nexus: _other));
        Assert.Equal("ReservationConflict", await _disk.Outcome(Read, nexus: _other));
        Assert.Equal("Good", await _disk.Outcome("57 00 00 00 00 00 00 00 00 00"));
        Assert.Equal("Good", await _disk.Outcome(Read, nexus: _other));
    }

    [Fact]
    public async Task A_lost_nexus_and_a_reset_end_reserve()
    {
        await _disk.Outcome("16 00 00 00 00 00");
        await _disk.Server.DetachAsync(_disk.Nexus, CancellationToken.None);
        Assert.Equal("Good", await _disk.Outcome("16 00 00 00 00 00", nexus: _other));
        await _disk.Server.ResetAsync(CancellationToken.None);
        var third = _disk.Login("iqn.1993-08.org.debian:01:third");
        Assert.Equal("Good", await _disk.Outcome(Write, new byte[512], third));
    }

    [Fact]
    public async Task Without_the_port_the_commands_do_not_exist()
    {
        var disk = new Disk();
        foreach (var opcode in new[] { "16", "17", "56", "57", "5E", "5F" })
        {
            Assert.Equal("05/20/00", await disk.Outcome($"{opcode} 00 00 00 00 00 00 00 18 00", new byte[24]));
        }
    }

    [Fact]
    public async Task An_owner_that_cannot_be_asked_is_a_lost_path_and_nothing_is_forgotten()
    {
        var owner = new AbsentOwner(_disk.Nexus.Identity);
        var disk = new Disk(with: ports => ports with { Reservations = owner, Modes = owner });
        Assert.Equal("02/04/0C", await disk.Outcome("17 00 00 00 00 00"));
        var control = Hex.Bytes("00000000 0A0A 24 10 00 00 00 00 FF FF 00 00");
        Assert.Equal("02/04/0C", await disk.Outcome("15 10 00 00 10 00", control));
        Assert.Equal(BackendResult.PathLost, await disk.Server.ResetAsync(CancellationToken.None));
        Assert.Equal(BackendResult.PathLost, await disk.Server.DetachAsync(disk.Nexus, CancellationToken.None));
        Assert.Equal(BackendResult.PathLost, await disk.Server.DetachAsync(disk.Nexus, CancellationToken.None));
    }

    private Task<string> Out(byte action, byte type, ulong key, ulong actionKey, NexusState? nexus = null) => _disk.Outcome(
        $"5F {action:X2} {type:X2} 00 00 00 00 00 18 00", Hex.Bytes($"{key:X16}{actionKey:X16}0000000000000000"), nexus);

    private async Task<string> In(byte action, NexusState? nexus = null) =>
        Hex.Text((await _disk.Send($"5E {action:X2} 00 00 00 00 00 FF FF 00", nexus: nexus)).Data);

    private static byte[] MoveList(string name, ushort port)
    {
        var text = Encoding.UTF8.GetBytes(name + ",i,0x800000000001");
        var id = new byte[Math.Max(20, (text.Length + 4) & ~3)];
        text.CopyTo(id, 0);
        return [.. Hex.Bytes($"0000000000000011{0x99:X16}0000{port:X4}{id.Length + 4:X8}4500{id.Length:X4}"), .. id];
    }

    private sealed class Aborter : ITaskAborter
    {
        public IReadOnlyCollection<NexusIdentity> Nexuses { get; private set; } = [];

        public NexusIdentity Asker { get; private set; }

        public ValueTask AbortTasksAsync(
            IReadOnlyCollection<NexusIdentity> nexuses, NexusIdentity exceptNexus, uint exceptTag, CancellationToken cancellation)
        {
            (Nexuses, Asker) = (nexuses, exceptNexus);
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>Holds a RESERVE and answers nothing.</summary>
    private sealed class AbsentOwner(NexusIdentity holder) : IReservations, IModeParameters
    {
        public bool CanPersistThroughPowerLoss => false;

        public ModeParameters Default { get; } = new();

        ReservationState IReservations.Current { get; } = ReservationState.Empty with { ReserveHolder = holder };

        ModeParameters IModeParameters.Current => Default;

        public ValueTask<ReservationOutcome> ChangeAsync(ReservationCommand command, CancellationToken cancellation) =>
            ValueTask.FromResult(new ReservationOutcome(BackendResult.PathLost, null));

        public ValueTask<BackendResult> ChangeAsync(
            ModeParameters parameters, NexusIdentity? asker, CancellationToken cancellation) =>
            ValueTask.FromResult(BackendResult.PathLost);
    }
}
