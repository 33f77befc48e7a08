namespace VioActors.Scsi.Commands;

/// <summary>
/// One command as REPORT SUPPORTED OPERATION CODES describes it. The usage mask is also what the CDB is checked against: a bit that is one
/// in the CDB
/// and zero in the mask is a reserved or unsupported field. Immutable.
/// </summary>
internal sealed class CommandDescriptor
{
    private readonly byte[] _usage;

    /// <param name="opcode">OPERATION CODE.</param>
    /// <param name="serviceAction">SERVICE ACTION in bits 4..0 of byte 1, or null.</param>
    /// <param name="traits">When it is processed.</param>
    /// <param name="usage">Mask of the supported bits, as long as the CDB; byte 0 and the service action are filled in here.</param>
    public CommandDescriptor(byte opcode, byte? serviceAction, CommandTraits traits, byte[] usage)
    {
        Opcode = opcode;
        ServiceAction = serviceAction;
        Traits = traits;
        _usage = usage;
        _usage[0] = 0xFF;
        if (serviceAction is not null)
        {
            _usage[1] |= 0x1F;
        }
    }

    public byte Opcode { get; }

    public byte? ServiceAction { get; }

    public CommandTraits Traits { get; }

    public int CdbSizeBytes => _usage.Length;

    public bool Has(CommandTraits trait) => (Traits & trait) != 0;

    /// <summary>First byte of the CDB with a bit outside the mask, and its highest such bit; false when there is none.</summary>
    public bool TryFindReservedBit(ReadOnlySpan<byte> cdb, out int byteIndex, out int bitIndex)
    {
        for (byteIndex = 0; byteIndex < _usage.Length; byteIndex++)
        {
            var outside = cdb[byteIndex] & ~_usage[byteIndex];
            if (outside != 0)
            {
                bitIndex = int.Log2(outside);
                return true;
            }
        }

        bitIndex = 0;
        return false;
    }

    /// <summary>CDB USAGE DATA (SPC-4 clause 6.35.3): the mask, with the operation code and the service action as they are.</summary>
    public byte[] UsageData()
    {
        var data = (byte[])_usage.Clone();
        data[0] = Opcode;
        if (ServiceAction is { } action)
        {
            data[1] = (byte)((data[1] & 0xE0) | action);
        }

        return data;
    }
}
