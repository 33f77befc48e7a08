using Akka.Persistence.Journal;
using Akka.Persistence.Tests.Fixtures;

namespace Akka.Persistence.Tests.Query;

/// <summary>Every word that begins with # is a tag; "twice" is read as two events, "secret" as none.</summary>
public sealed class TaggingAdapter : IEventAdapter
{
    public string Manifest(object evt) => string.Empty;

    public object ToJournal(object evt)
    {
        var tags = ((Appended)evt).Text.Split(' ').Where(word => word.StartsWith('#')).Select(word => word[1..]).ToArray();
        return tags.Length == 0 ? evt : new Tagged(evt, tags);
    }

    public IEventSequence FromJournal(object evt, string manifest) => ((Appended)evt).Text switch
    {
        "twice" => EventSequence.Create(evt, evt),
        "secret" => EventSequence.Empty,
        _ => EventSequence.Single(evt),
    };
}
