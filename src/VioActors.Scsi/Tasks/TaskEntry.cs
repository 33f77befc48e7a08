using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Tasks;

/// <summary>
/// A task in the set, a link of the list in order of arrival. Used again for another task when it has left the set. Not thread-safe;
/// belongs to its task set.
/// </summary>
internal sealed class TaskEntry<TTask>
{
    public TaskKey Key { get; private set; }

    public TaskAttribute Attribute { get; private set; }

    public TTask Task { get; private set; } = default!;

    public bool IsEnabled { get; set; }

    /// <summary>Aborts that wait for its end; null while nobody aborts it.</summary>
    public List<TaskAbort<TTask>>? Aborts { get; set; }

    public TaskEntry<TTask>? Older { get; set; }

    public TaskEntry<TTask>? Newer { get; set; }

    public void Begin(TaskKey key, TaskAttribute attribute, TTask task) => (Key, Attribute, Task) = (key, attribute, task);

    /// <summary>Lets go of everything.</summary>
    public void Clear() =>
        (Key, Attribute, Task, IsEnabled, Aborts, Older, Newer) = (default, default, default!, false, null, null, null);
}
