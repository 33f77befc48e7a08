using VioActors.Storage.Devices;
using VioActors.Storage.Nbd;
using VioActors.Storage.Tests.Faults;
using VioActors.Storage.Tests.Volumes;
using VioActors.Storage.Values;
using VioActors.Storage.Volumes;

namespace VioActors.Storage.Tests.Nbd;

/// <summary>The contract of a physical volume, over a server.</summary>
public abstract class NbdVolumeContract : PhysicalVolumeContract, IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly NbdServer _server;

    protected NbdVolumeContract()
    {
        var image = _folder.File("disk.img");
        using (var file = File.Create(image))
            file.SetLength(VolumeHeader.AreaBytes + (Chunks * Chunk));
        _server = Serve(_folder.File("s"), image).GetAwaiter().GetResult();
    }

    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    internal abstract Task<NbdServer> Serve(string socket, string image);

    protected override IPhysicalVolume Open() => OpenAsync().GetAwaiter().GetResult();

    protected override IPhysicalVolume Reopen() => ReopenAsync().GetAwaiter().GetResult();

    private async Task<IPhysicalVolume> OpenAsync() => (await DevicePhysicalVolume.CreateAsync(
        await ConnectAsync(), "the export", new PvId(Guid.NewGuid()), new PoolId(Guid.NewGuid()), Rig.Chunk)).Require();

    private async Task<IPhysicalVolume> ReopenAsync() => (await DevicePhysicalVolume.OpenAsync(
        await ConnectAsync(), "the export", VolumeOpenMode.Data, new VolumeExpectation())).Require();

    private Task<NbdDevice> ConnectAsync() => NbdDevice.ConnectAsync(_server.Address, null, TimeProvider.System);
}

public sealed class NbdkitVolumeTests : NbdVolumeContract
{
    internal override Task<NbdServer> Serve(string socket, string image) => NbdServer.StartNbdkitAsync(socket, "file", image);
}

/// <summary>Without zeroing, and with a smallest block of 512 bytes.</summary>
public sealed class PlainNbdkitVolumeTests : NbdVolumeContract
{
    internal override Task<NbdServer> Serve(string socket, string image) => NbdServer.StartNbdkitAsync(
        socket, "--filter=blocksize-policy", "--filter=nozero", "file", image,
        "blocksize-minimum=512", "blocksize-preferred=4096", "blocksize-maximum=128K", "blocksize-error-policy=error");
}

public sealed class QemuVolumeTests : NbdVolumeContract
{
    internal override Task<NbdServer> Serve(string socket, string image) => NbdServer.StartQemuAsync(socket, image, "--shared=0");
}
