namespace Akka.Cluster.Tools.PublishSubscribe;

/// <summary>The keys of registrations: paths begin with '/', topics and groups with a letter. Thread-safe.</summary>
internal static class RegistrationKeys
{
    private const string TopicPrefix = "t:";
    private const string GroupPrefix = "g:";

    public static string Topic(string topic) => TopicPrefix + topic;

    public static string Group(string topic, string group) => GroupPrefix + Uri.EscapeDataString(topic) + "/" + group;

    /// <summary>The topic of a key; <c>null</c> when it stands for a path.</summary>
    public static string? TopicOf(string key)
    {
        if (key.StartsWith(TopicPrefix, StringComparison.Ordinal))
            return key[TopicPrefix.Length..];
        return GroupParts(key)?.Topic;
    }

    /// <summary>Topic and group of a key; <c>null</c> when it stands for something else.</summary>
    public static (string Topic, string Group)? GroupParts(string key)
    {
        var slash = key.IndexOf('/');
        return key.StartsWith(GroupPrefix, StringComparison.Ordinal) && slash > 0
            ? (Uri.UnescapeDataString(key[GroupPrefix.Length..slash]), key[(slash + 1)..])
            : null;
    }
}
