using VioActors.Interop.Tests.Processes;

namespace VioActors.Interop.Tests.Compliance;

/// <summary>The dev role in a process of its own, with a unit of each kind.</summary>
public sealed class ComplianceSystem : IAsyncLifetime
{
    private readonly DevSystem _system = new();
    private ComplianceUnits? _units;

    internal ComplianceUnits Units => _units ?? throw new InvalidOperationException("The system is not started.");

    internal VioProcess Vio => _system.Vio;

    public async Task InitializeAsync()
    {
        await _system.InitializeAsync();
        _units = await ComplianceUnits.MakeAsync(
            async command => (await Vio.PbmAsync(command.Split(' '))).MustSucceed().Output,
            vios => Task.FromResult(Vio.Url("lu1", vios)),
            "lu1");
    }

    public Task DisposeAsync() => _system.DisposeAsync();
}
