using VioActors.Actors.Lpar.Qemu;

namespace VioActors.Actors.Settings;

/// <summary>Reads how virtual machines are run. Thread-safe.</summary>
internal static class VirtualMachineSettings
{
    public static QemuSettings Read(SettingsReader reader)
    {
        var runDirectory = reader.Text("qemu.run-directory", 0, 4096);
        return new QemuSettings(
            reader.Text("qemu.path", 1, 4096),
            reader.Choice("qemu.acceleration", QemuAcceleration.Unspecified),
            reader.Texts("qemu.extra-arguments", 0, 64),
            Path.GetFullPath(runDirectory.Length > 0 ? runDirectory : Path.Combine(reader.Folder("data-directory"), "qemu")),
            (int)reader.Integer("qemu.portal-port", 0, 65_535),
            reader.Duration("qemu.start-limit", TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
            reader.Duration("qemu.shutdown-limit", TimeSpan.Zero, TimeSpan.FromHours(1)))
        {
            ControlGroup = reader.Text("qemu.cgroup", 1, 4096),
        };
    }
}
