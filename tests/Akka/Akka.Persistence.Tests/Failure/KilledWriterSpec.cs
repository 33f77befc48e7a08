using System.Diagnostics;
using System.Globalization;
using Akka.Actor;
using Akka.Persistence.Tests.Fixtures;

namespace Akka.Persistence.Tests.Failure;

/// <summary>A process that is killed while its actors write.</summary>
public abstract class KilledWriterSpec : ActorSpec
{
    private const int Rounds = 3;
    private const int LinesBeforeTheKill = 200;

    [ContractFact]
    public async Task Every_acknowledged_event_is_there_after_a_kill_and_the_next_process_goes_on()
    {
        var folder = Directory.CreateTempSubdirectory("writer");
        var file = Path.Combine(folder.FullName, "store.conf");
        await File.WriteAllTextAsync(file, Store.Config.ToString());
        try
        {
            var acknowledged = new Dictionary<string, long>();
            for (var round = 0; round < Rounds; round++)
            {
                await RunAndKillAsync(file, acknowledged);
                foreach (var (id, last) in acknowledged.ToArray())
                {
                    var actor = Start(id);
                    var recovered = await Observer.NextAsync<Recovered>();

                    // One more may be committed than was acknowledged; its answer died with the process.
                    Assert.InRange(recovered.SequenceNr, last, last + 1);
                    Assert.Equal(recovered.SequenceNr, recovered.Texts.Length);
                    acknowledged[id] = recovered.SequenceNr;
                    await StopAsync(actor);
                }
            }

            Assert.Equal(WriterProgram.Actors, acknowledged.Count);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task RunAndKillAsync(string file, Dictionary<string, long> acknowledged)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        var start = new ProcessStartInfo("dotnet", [typeof(WriterProgram).Assembly.Location, file]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var seen = new HashSet<string>();
        try
        {
            for (var lines = 0; lines < LinesBeforeTheKill || seen.Count < WriterProgram.Actors; lines++)
            {
                var line = await process.StandardOutput.ReadLineAsync(limit.Token)
                    ?? throw new InvalidOperationException("The writer ended.");
                Note(line, acknowledged, seen);
            }
        }
        finally
        {
            process.Kill();
        }

        // What it printed before it died counts too; a line that was cut does not.
        var rest = await process.StandardOutput.ReadToEndAsync(limit.Token);
        foreach (var line in rest.Split('\n')[..^1])
            Note(line, acknowledged, seen);
        await process.WaitForExitAsync(limit.Token);
        Assert.NotEqual(0, process.ExitCode);
    }

    private static void Note(string line, Dictionary<string, long> acknowledged, HashSet<string> seen)
    {
        var words = line.Split(' ');
        var number = long.Parse(words[1], CultureInfo.InvariantCulture);
        var next = acknowledged.GetValueOrDefault(words[0]) + 1;

        // The server may finish the killed client's last transaction after this test has read what is there: then that is one more.
        Assert.InRange(number, next, seen.Add(words[0]) ? next + 1 : next);
        acknowledged[words[0]] = number;
    }
}

public sealed class SqliteKilledWriterSpec : KilledWriterSpec
{
    protected override Store Store { get; } = new SqliteStore();
}
