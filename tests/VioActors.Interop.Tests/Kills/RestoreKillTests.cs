using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using VioActors.Api.Client;
using VioActors.Api.Messages;
using VioActors.Api.Objects;
using VioActors.Interop.Tests.Processes;

namespace VioActors.Interop.Tests.Kills;

/// <summary>
/// SIGKILL of the product in the middle of a restore, after each number of steps: the next start goes on with it, and the VIOS is then as
/// the backup has it. The same at every single command, without a process, is in the tests of the actors.
/// </summary>
public sealed partial class RestoreKillTests
{
    private const string Vios = "vios1";
    private const int LuCount = 5;

    private static readonly string[] Settings =
    [
        "vio-actors.lpar.enabled=off", "vio-actors.backup.after-change=1h",
        $"vio-actors.logical-units=[{string.Join(", ", Enumerable.Range(1, LuCount).Select(number =>
            $"{{ name = lu{number}, size = 4MiB, client = client{number} }}"))}]",
    ];

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>All with VIOACTORS_KILL_RESTORE=1, which takes minutes; else one in the middle.</summary>
    private static readonly int[] Steps = Environment.GetEnvironmentVariable("VIOACTORS_KILL_RESTORE") == "1"
        ? [.. Enumerable.Range(0, (2 * LuCount) + 1)]
        : [LuCount];

    [Fact]
    [Trait("Req", "BR-10")]
    [Trait("Req", "BR-11")]
    public async Task A_restore_goes_on_after_a_kill_at_any_step()
    {
        using var folder = new TemporaryFolder();
        var data = folder.File("data");
        string file;
        List<string> wanted;
        string uuid;
        await using (var vio = await VioProcess.StartAsync(data, Settings))
        {
            using var api = ClientOf(vio, data);
            uuid = (await api.ShowAsync<ViosObject>(VioObjectKind.Vios, Vios)).Id;
            wanted = await MappingsAsync(api);
            Assert.Equal(2 * LuCount, wanted.Count);
            file = (await api.BackUpAsync(new BackupCreation(Vios, Label: "kill", Place: "repository"))).File;
        }

        foreach (var step in Steps)
        {
            await CutOffAsync(data, file, uuid, step);
            await using var vio = await VioProcess.StartAsync(data, Settings);
            using var api = ClientOf(vio, data);

            // What had begun was finished at the start; what had not is done now.
            var restored = await api.RestoreAsync(new RestoreConfiguration(file, Vios));

            Assert.Equal(("restored", 0), (restored.End, restored.ExitCode));
            Assert.Equal(wanted, await MappingsAsync(api));
        }
    }

    private static async Task CutOffAsync(string data, string file, string uuid, int step)
    {
        await using var vio = await VioProcess.StartAsync(data, Settings);
        using var api = ClientOf(vio, data);
        await WipeAsync(api, uuid);
        using var journal = new SqliteConnection($"Data Source={Path.Combine(data, "vios-db.sqlite")};Mode=ReadOnly;Pooling=False");
        await journal.OpenAsync();
        var before = Recorded(journal, uuid);
        await api.BeginAsync(new RestoreConfiguration(file, Vios));
        using var limit = new CancellationTokenSource(Patience);
        using var looks = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        while (Recorded(journal, uuid) - before < step)
            await looks.WaitForNextTickAsync(limit.Token);
        await vio.KillAsync();
    }

    private static async Task WipeAsync(VioApiClient api, string uuid)
    {
        foreach (var mapping in await api.ListAsync<MappingObject>(VioObjectKind.Mapping, uuid))
            await api.RemoveAsync(VioObjectKind.Mapping, mapping.Id, mapping.SeenVersion() ?? 0);
        foreach (var adapter in await api.ListAsync<AdapterObject>(VioObjectKind.Adapter, uuid))
            await api.RemoveAsync(VioObjectKind.Adapter, adapter.Id, adapter.SeenVersion() ?? 0);
    }

    private static long Recorded(SqliteConnection journal, string uuid)
    {
        using var command = journal.CreateCommand();
        command.CommandText = "SELECT count(*) FROM journal WHERE persistence_id = $id AND manifest = 'restore.StepRecorded.1'";
        command.Parameters.AddWithValue("$id", $"restore-{uuid}");
        return (long)command.ExecuteScalar()!;
    }

    private static async Task<List<string>> MappingsAsync(VioApiClient api) =>
    [
        .. (await api.ViewAsync(new ViewConfiguration(Vios))).Devices
            .Where(device => device.Kind is "virtualScsiAdapter" or "virtualTarget")
            .Select(device => $"{device.Name} {device.Parent} {device.Location} "
                + string.Join(' ', device.Attributes.Select(attribute => $"{attribute.Name}={attribute.Value}"))),
    ];

    private static VioApiClient ClientOf(VioProcess vio, string data) => new(
        new Uri(ApiLine().Match(vio.Output).Groups[1].Value), File.ReadAllText(Path.Combine(data, "management", "admin-token")).Trim());

    [GeneratedRegex(@"VIOS API at (\S+),")]
    private static partial Regex ApiLine();
}
