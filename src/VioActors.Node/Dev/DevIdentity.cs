using System.Text.Json;
using System.Text.Json.Serialization;
using VioActors.Actors.Settings;
using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Node.Dev;

/// <summary>
/// The machine that the dev role plays: drawn at first start, kept in <c>machine.json</c>, the same ever after. Immutable.
/// </summary>
/// <param name="Cec">Machine type, model and serial.</param>
/// <param name="Vioses">UUID of each VIOS by name (SYS-4).</param>
internal sealed record DevIdentity(CecId Cec, IReadOnlyDictionary<string, VioUuid> Vioses)
{
    private const string SerialCharacters = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";

    /// <summary>Reads the machine's identity, or makes and keeps one.</summary>
    /// <exception cref="SettingsException">The file is damaged, or the settings name another machine.</exception>
    public static DevIdentity LoadOrCreate(VioActorsSettings settings, IIdSource ids, Random random)
    {
        var file = Path.Combine(settings.DataDirectory, "machine.json");
        var kept = File.Exists(file) ? Read(file) : Create(settings, random);
        var vioses = settings.ViosNames.Union(kept.Vioses.Keys).ToDictionary(
            name => name, name => kept.Vioses.TryGetValue(name, out var uuid) ? uuid : new VioUuid(ids.Next()));
        if (vioses.Count > kept.Vioses.Count)
        {
            kept = kept with { Vioses = vioses };
            kept.Write(file);
        }

        if (settings.Cec.Serial.Length > 0 && settings.Cec.Serial != kept.Cec.Serial)
            throw new SettingsException(
                [$"vio-actors.cec.serial is {settings.Cec.Serial}, but {file} belongs to {kept.Cec}: choose another "
                    + $"data-directory for another machine."]);
        return kept;
    }

    private static DevIdentity Read(string file)
    {
        try
        {
            var stored = JsonSerializer.Deserialize<Stored>(File.ReadAllText(file));
            return new DevIdentity(
                CecId.Parse(stored?.Cec), stored!.Vioses.ToDictionary(vios => vios.Key, vios => VioUuid.Parse(vios.Value)));
        }
        catch (Exception cause) when (cause is JsonException or FormatException)
        {
            throw new SettingsException(
                [$"{file} is damaged ({cause.Message}): restore it from a backup; it names the machine that this data belongs to."]);
        }
    }

    /// <summary>Written whole beside its place and then renamed, so that a crash leaves the old file or the new one.</summary>
    private void Write(string file)
    {
        var temporary = file + ".new";
        using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(stream,
                new Stored(Cec.ToString(), Vioses.ToDictionary(vios => vios.Key, vios => vios.Value.ToString())));
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, file, overwrite: true);
    }

    private static DevIdentity Create(VioActorsSettings settings, Random random)
    {
        var serial = settings.Cec.Serial.Length > 0 ? settings.Cec.Serial : Draw(random);
        return new DevIdentity(
            CecId.Parse($"{settings.Cec.MachineType}.{settings.Cec.Model}.{serial}"), new Dictionary<string, VioUuid>());
    }

    private static string Draw(Random random) =>
        string.Concat(Enumerable.Range(0, 7).Select(_ => SerialCharacters[random.Next(SerialCharacters.Length)]));

    private sealed record Stored(
        [property: JsonPropertyName("cec")] string Cec, [property: JsonPropertyName("vioses")] IReadOnlyDictionary<string, string> Vioses);
}
