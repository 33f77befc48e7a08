using System.Text.Json;
using VioActors.Domain.Common;
using VioActors.Domain.Memory;
using VioActors.Domain.Phyp;
using VioActors.Domain.Phyp.Machines;
using VioActors.Domain.Values;

namespace VioActors.Actors.Images.Machines;

/// <summary>What the machine of an image was: a machine that goes on from its memory must be the same. Immutable; thread-safe.</summary>
/// <param name="StateChecksum">CRC-32C of the state's file.</param>
internal sealed record MachineImageDescription(
    int MemoryMebibytes, int Processors, string Kernel, string Initrd, string KernelArguments, IReadOnlyList<string> ExtraArguments,
    uint StateChecksum)
{
    private const int BytesMax = 1 << 20;
    private const int StateBytesMax = 256 << 20;

    public static MachineImageDescription Of(QemuMachine machine, string state) => new(
        machine.MemoryMebibytes, machine.Processors, machine.Kernel, machine.Initrd, machine.KernelArguments, machine.ExtraArguments,
        ChecksumOf(state));

    /// <summary>A machine that is made of it.</summary>
    public QemuMachine MachineOf(PartitionId client, ValueList<ViosEventKind> freezeOn, MachineOrigin origin) => new(
        client, MemoryMebibytes, Processors, Kernel, Initrd, KernelArguments, ExtraArguments.ToValueList(), freezeOn, origin);

    /// <summary>Whether a machine is as it was.</summary>
    public bool Fits(QemuMachine machine) => machine.MemoryMebibytes == MemoryMebibytes && machine.Processors == Processors;

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this);

    /// <exception cref="IOException">It is none.</exception>
    public static MachineImageDescription Read(string path)
    {
        try
        {
            if (new FileInfo(path) is not { Exists: true, Length: <= BytesMax })
                throw new IOException($"{path} is not there, or longer than {BytesMax} bytes");
            return JsonSerializer.Deserialize<MachineImageDescription>(File.ReadAllBytes(path))
                is { Kernel: not null, Initrd: not null, KernelArguments: not null, ExtraArguments: not null } read
                && read.ExtraArguments.Count <= MachineDecisions.ExtraArgumentsMax
                    ? read
                    : throw new IOException($"{path} describes no machine");
        }
        catch (JsonException cause)
        {
            throw new IOException($"{path} describes no machine: {cause.Message}", cause);
        }
    }

    /// <exception cref="IOException">It is not to be had, or too long for a state without memory.</exception>
    public static uint ChecksumOf(string state) => new FileInfo(state) is { Exists: true, Length: > 0 and <= StateBytesMax }
        ? MemoryPage.Checksum(File.ReadAllBytes(state))
        : throw new IOException($"{state} is not there, empty, or longer than {StateBytesMax} bytes");
}
