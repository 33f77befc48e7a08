using System.Collections.Concurrent;
using VioActors.Actors.Tests.Fixtures;
using VioActors.Scsi.Transport;

namespace VioActors.Actors.Tests.Lpar;

/// <summary>A disk that notes what it is asked for. Thread-safe.</summary>
internal sealed class RecordingPort : ITargetPort, ITargetNexus
{
    private readonly ScriptedPort _disk = new();

    public ConcurrentQueue<string> Asked { get; } = [];

    public int QueueDepthMax => _disk.QueueDepthMax;

    public async ValueTask<NexusLogin> LoginAsync(InitiatorPort initiator, INexusSink sink, CancellationToken cancellation)
    {
        var login = await _disk.LoginAsync(initiator, sink, cancellation);
        return login with { Nexus = this };
    }

    public void Submit(ScsiTask task)
    {
        Asked.Enqueue(Convert.ToHexString(task.Cdb.Span));
        _disk.Submit(task);
    }

    public ValueTask<TaskManagementResponse> ManageAsync(
        TaskManagementFunction function, ulong lunField, uint referencedTag, CancellationToken cancellation) =>
        _disk.ManageAsync(function, lunField, referencedTag, cancellation);

    public void Close(string reason) => _disk.Close(reason);
}
