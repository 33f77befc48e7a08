using VioActors.Api.Objects;
using VioActors.Api.Xml;

namespace VioActors.Management.View;

/// <summary>The comprehensive view in memory: what each source had when it was last read. Not thread-safe.</summary>
internal sealed class ViewContent
{
    private readonly Dictionary<ViewSource, Known> _sources = [];
    private readonly Dictionary<ViewSource, int> _references = [];

    public IEnumerable<ViewSource> Sources => _sources.Keys;

    public int Count { get; private set; }

    /// <summary>What of the VIOS DB belongs to the view and was never read. A hypervisor may be away; nothing hangs on it.</summary>
    public IEnumerable<ViewSource> Missing => _references
        .Where(reference => reference.Value > 0 && reference.Key.Kind != ViewSourceKind.Cec && !_sources.ContainsKey(reference.Key))
        .Select(reference => reference.Key);

    public bool Knows(ViewSource source) => _sources.ContainsKey(source);

    /// <summary>It stays in the view whoever names it.</summary>
    public void AddRoot(ViewSource source) => _references[source] = int.MaxValue / 2;

    public bool IsRoot(ViewSource source) => _references.GetValueOrDefault(source) >= int.MaxValue / 4;

    public bool IsWanted(ViewSource source) => _references.GetValueOrDefault(source) > 0;

    /// <summary>What the source had when it was last read; empty when it never was.</summary>
    public IEnumerable<VioObject> Of(ViewSource source) =>
        _sources.GetValueOrDefault(source)?.Objects.Values.Select(entry => entry.Object) ?? [];

    public IEnumerable<VioObject> All() => _sources.Values.SelectMany(known => known.Objects.Values.Select(entry => entry.Object));

    /// <summary>What an object is read from, and what names it when it is new.</summary>
    public IEnumerable<ViewSource> SourcesOf(VioObjectKind kind, string id) => kind switch
    {
        VioObjectKind.Cluster or VioObjectKind.Vios => [ViewSource.Cluster],
        VioObjectKind.Adapter or VioObjectKind.Mapping =>
            _references.Keys.Where(source => source.Kind == ViewSourceKind.Vios && source.Id == id.Split('/')[0]),
        VioObjectKind.Client => _references.Keys.Where(source => source.Kind == ViewSourceKind.Client && source.Id == id),
        VioObjectKind.Snapshot when IsWanted(new ViewSource(ViewSourceKind.Lu, id.Split('@')[0])) =>
            [new ViewSource(ViewSourceKind.Lu, id.Split('@')[0])],
        VioObjectKind.Pool or VioObjectKind.Pv or VioObjectKind.Lu or VioObjectKind.Snapshot => _references.Keys.Where(source =>
            source.Kind == ViewSourceKind.Pool || (source.Kind == ViewSourceKind.Lu && source.Id == id.Split('@')[0])),
        _ => [],
    };

    /// <summary>Takes what was read.</summary>
    /// <param name="causes">Names of the events that were told of it.</param>
    /// <param name="discovered">Sources that the view did not know.</param>
    public List<ViewChange> Apply(
        ViewSource source, SourceContent content, IReadOnlyList<string> causes, out List<ViewSource> discovered)
    {
        discovered = [];
        var changes = new List<ViewChange>();
        if (!IsWanted(source))
        {
            return changes;
        }

        var former = _sources.GetValueOrDefault(source) ?? Known.Nothing;
        var objects = new Dictionary<(VioObjectKind, string), Entry>();
        foreach (var thing in content.Objects)
        {
            var key = (ObjectKinds.Of(thing), thing.Id);
            var entry = new Entry(thing, VioXml.Fingerprint(thing.Settled()));
            objects[key] = entry;
            if (!former.Objects.TryGetValue(key, out var before) || before.Fingerprint != entry.Fingerprint)
            {
                changes.Add(new ViewChange(key.Item1, key.Id, thing, causes));
            }
        }

        changes.AddRange(former.Objects.Keys.Where(key => !objects.ContainsKey(key))
            .Select(key => new ViewChange(key.Item1, key.Item2, null, causes)));
        _sources[source] = new Known(objects, content.Refers);
        Count += objects.Count - former.Objects.Count;
        foreach (var referred in content.Refers.Except(former.Refers))
        {
            var references = _references.GetValueOrDefault(referred);
            _references[referred] = references + 1;
            if (references == 0)
            {
                discovered.Add(referred);
            }
        }

        foreach (var referred in former.Refers.Except(content.Refers))
        {
            Release(referred, causes, changes);
        }

        return changes;
    }

    private void Release(ViewSource source, IReadOnlyList<string> causes, List<ViewChange> changes)
    {
        if (--_references[source] > 0)
        {
            return;
        }

        _references.Remove(source);
        if (_sources.Remove(source, out var known))
        {
            Count -= known.Objects.Count;
            changes.AddRange(known.Objects.Keys.Select(key => new ViewChange(key.Kind, key.Id, null, causes)));
            foreach (var referred in known.Refers)
            {
                Release(referred, causes, changes);
            }
        }
    }

    private sealed record Entry(VioObject Object, long Fingerprint);

    private sealed record Known(Dictionary<(VioObjectKind Kind, string Id), Entry> Objects, IReadOnlyList<ViewSource> Refers)
    {
        public static Known Nothing { get; } = new([], []);
    }
}
