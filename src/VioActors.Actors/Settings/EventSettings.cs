using VioActors.Domain.Phyp;

namespace VioActors.Actors.Settings;

/// <summary>Lists of events that can interrupt a VIOS, by the words of the configuration (NPV-5). Thread-safe.</summary>
internal static class EventSettings
{
    private static readonly (string Word, ViosEventKind Kind)[] Words =
    [
        ("failure", ViosEventKind.Failure), ("reboot", ViosEventKind.Reboot), ("power-down", ViosEventKind.PowerDown),
        ("exception", ViosEventKind.Exception),
    ];

    public static IReadOnlyList<ViosEventKind> Read(SettingsReader reader, string key)
    {
        var kinds = new List<ViosEventKind>();
        foreach (var text in reader.Texts(key, 0, Words.Length))
        {
            var known = Array.Find(Words, word => word.Word == text);
            reader.Check(key, known.Word is not null, $"has '{text}'", string.Join(", ", Words.Select(word => word.Word)));
            kinds.Add(known.Kind);
        }

        return kinds;
    }
}
