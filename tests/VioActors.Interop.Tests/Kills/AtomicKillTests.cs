using System.Buffers.Binary;
using VioActors.Initiator;
using VioActors.Interop.Tests.Processes;
using Xunit.Abstractions;

namespace VioActors.Interop.Tests.Kills;

/// <summary>SIGKILL of a VIOS in the middle of atomic writes: who reads through another one finds each as a whole or not at all.</summary>
public sealed class AtomicKillTests(ITestOutputHelper output)
{
    private const int Rounds = 3;
    private const int Size = 1 << 20;
    private const long Offset = Size / 2;
    private static readonly TimeSpan HungAfter = TimeSpan.FromMinutes(2);

    [LongFact]
    [Trait("Req", "IO-1")]
    [Trait("Req", "STO-6")]
    public async Task An_atomic_write_of_a_killed_process_is_there_as_a_whole_or_not_at_all()
    {
        await using var cluster = await Topology.StartAsync();
        var (random, acknowledged) = (new Random(20261122), (byte)0);
        await ReadAsync(await cluster.UrlAsync("vios2", "client1"));
        for (var round = 0; round < Rounds; round++)
        {
            var (sent, enough) = (acknowledged, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            var url = await cluster.UrlAsync("vios1", "client1");
            var writing = Task.Run(async () =>
            {
                await using var session = await LoginAsync(url);
                try
                {
                    for (var count = 0; ; count++)
                    {
                        if (count == 5)
                            enough.SetResult();
                        await WriteAsync(session, ++sent);
                        acknowledged = sent;
                    }
                }
                catch (IOException)
                {
                    // Its target is dead.
                }
            });
            await await Task.WhenAny(enough.Task, writing);
            for (var spin = random.Next(20000); spin > 0; spin--)
                await Task.Yield();
            await cluster.KillAsync("vios1");
            await writing;

            var found = await ReadAsync(await cluster.UrlAsync("vios2", "client1"));
            output.WriteLine($"round {round}: {acknowledged} answered, {sent} sent, {found} found");
            Assert.True(found == acknowledged || found == sent, $"{acknowledged} was answered, {sent} sent, {found} found");
            acknowledged = found;
            await cluster.StartMissingAsync();
            Assert.Equal(found, await ReadAsync(await cluster.UrlAsync("vios1", "client1")));
        }

        await cluster.SeesAsync("management1", "pool check -fmt | -field verdict", said => said
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).All(verdict => verdict == "OK"));
    }

    private static Task<IscsiSession> LoginAsync(string url) => IscsiSession.LoginAsync(
        IscsiTarget.Parse(url), "iqn.2026-11.test:atomic", 7, new CancellationTokenSource(HungAfter).Token);

    private static Task WriteAsync(IscsiSession session, byte value)
    {
        var cdb = new byte[16];
        cdb[0] = 0x9C;
        BinaryPrimitives.WriteInt64BigEndian(cdb.AsSpan(2), Offset / ScsiCommands.BlockSizeBytes);
        BinaryPrimitives.WriteUInt16BigEndian(cdb.AsSpan(12), Size / ScsiCommands.BlockSizeBytes);
        return DoAsync(session, cdb, Enumerable.Repeat(value, Size).ToArray(), default);
    }

    /// <summary>The one byte that all of the range has.</summary>
    private static async Task<byte> ReadAsync(string url)
    {
        await using var session = await LoginAsync(url);
        var found = new byte[Size];
        await DoAsync(session, ScsiCommands.Read(Offset, Size), default, found);
        Assert.True(found.AsSpan().IndexOfAnyExcept(found[0]) < 0, $"a mixture of {found[0]} and others");
        return found[0];
    }

    /// <summary>Repeats what the target asks to have repeated, as a driver does.</summary>
    private static async Task DoAsync(IscsiSession session, byte[] cdb, ReadOnlyMemory<byte> dataOut, Memory<byte> dataIn)
    {
        using var pauses = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        using var hung = new CancellationTokenSource(HungAfter);
        ScsiOutcome outcome;
        while (!(outcome = await session.ExecuteAsync(cdb, dataOut, dataIn).WaitAsync(hung.Token)).IsGood)
        {
            Assert.True(outcome.IsUnitAttention || outcome.MayGoLater, $"{outcome}");
            await pauses.WaitForNextTickAsync(hung.Token);
        }
    }

    private sealed class LongFactAttribute : FactAttribute
    {
        public LongFactAttribute() => Skip = Environment.GetEnvironmentVariable("VIOACTORS_KILL_ATOMIC") == "1"
            ? null
            : "A minute; VIOACTORS_KILL_ATOMIC=1 runs it.";
    }
}
