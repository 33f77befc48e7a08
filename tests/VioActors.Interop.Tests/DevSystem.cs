using VioActors.Interop.Tests.Processes;

namespace VioActors.Interop.Tests;

/// <summary>
/// One running system that the tests of a class share: the dev role in a process of its own, without the built-in client's traffic.
/// </summary>
public sealed class DevSystem : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private VioProcess? _vio;

    internal VioProcess Vio => _vio ?? throw new InvalidOperationException("The system is not started.");

    public async Task InitializeAsync() =>
        _vio = await VioProcess.StartAsync(_folder.File("data"), "vio-actors.lpar.rate=0");

    public async Task DisposeAsync()
    {
        if (_vio is not null)
            await _vio.DisposeAsync();
        _folder.Dispose();
    }
}
