using System.Globalization;

namespace VioActors.Domain.Values;

/// <summary>
/// Number of the one SCSI target port of a VIOS, unique in the cluster: its relative target port identifier, its target port group (SPC-4
/// clauses 3.1.120 and 5.15) and the portal group of its iSCSI portal. Immutable.
/// </summary>
public readonly record struct ScsiPortId : IComparable<ScsiPortId>
{
    public const int Min = 1;

    public const int Max = 65535;

    /// <exception cref="ArgumentOutOfRangeException">Outside <see cref="Min"/> to <see cref="Max"/>.</exception>
    public ScsiPortId(int value)
    {
        if (value is < Min or > Max)
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, $"A SCSI port id is {Min} to {Max}.");
        }

        Value = (ushort)value;
    }

    public ushort Value { get; }

    /// <summary>That of a VIOS which was given none: the number of its partition, which other CECs may have too.</summary>
    public static ScsiPortId Of(DrcName drc) => new(drc.Partition.Value);

    public int CompareTo(ScsiPortId other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
