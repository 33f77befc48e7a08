using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Tasks;

/// <summary>A task in the set, a link of the list in order of arrival. Not thread-safe; belongs to its task set.</summary>
internal sealed class TaskEntry<TTask>(TaskKey key, TaskAttribute attribute, TTask task)
{
    public TaskKey Key { get; } = key;

    public TaskAttribute Attribute { get; } = attribute;

    public TTask Task { get; } = task;

    public bool IsEnabled { get; set; }

    /// <summary>Aborts that wait for its end; null while nobody aborts it.</summary>
    public List<TaskAbort<TTask>>? Aborts { get; set; }

    public TaskEntry<TTask>? Older { get; set; }

    public TaskEntry<TTask>? Newer { get; set; }
}
