using VioActors.Interop.Tests.Processes;

namespace VioActors.Interop.Tests.Machines;

/// <summary>A running product without a built-in client, and what guests boot from.</summary>
public sealed class MachineRig : IAsyncLifetime
{
    private static readonly string[] Settings =
    [
        "vio-actors.lpar.enabled=off", "vio-actors.qemu.start-limit=5m", "vio-actors.qemu.shutdown-limit=1s",

        // The same on every host, also where a hypervisor below runs no other reliably.
        "vio-actors.qemu.acceleration=tcg",

        // A machine that stands still because its VIOS is slow would be counted.
        "vio-actors.phyp.heartbeat-misses-max=10000",
    ];

    internal TemporaryFolder Folder { get; } = new();

    internal VioProcess Vio { get; private set; } = null!;

    internal string Initrd { get; private set; } = "";

    public async Task InitializeAsync()
    {
        Initrd = await GuestFiles.MakeInitrdAsync(Folder);
        await StartAsync();
    }

    /// <summary>Starts the product on the data that it has.</summary>
    public async Task StartAsync() => Vio = await VioProcess.StartAsync(Folder.File("data"), Settings);

    public async Task DisposeAsync()
    {
        try
        {
            if (Vio is { } vio)
            {
                await vio.StopAsync();
                await vio.DisposeAsync();
            }
        }
        finally
        {
            Folder.Dispose();
        }
    }
}
