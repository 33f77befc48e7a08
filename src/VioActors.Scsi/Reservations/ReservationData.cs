using System.Buffers.Binary;

namespace VioActors.Scsi.Reservations;

/// <summary>Parameter data of PERSISTENT RESERVE IN (SPC-4 clause 6.15). Thread-safe.</summary>
internal static class ReservationData
{
    private const int HeaderSizeBytes = 8;
    private const int StatusDescriptorSizeBytes = 24;

    /// <summary>READ KEYS: one key for each registration.</summary>
    public static byte[] Keys(ReservationState state)
    {
        var data = WithHeader(state, 8 * state.Registrations.Length);
        for (var i = 0; i < state.Registrations.Length; i++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(data.AsSpan(HeaderSizeBytes + (8 * i)), state.Registrations[i].Key);
        }

        return data;
    }

    /// <summary>READ RESERVATION: key zero for the all-registrants types, which have no one holder.</summary>
    public static byte[] Reservation(ReservationState state)
    {
        if (state.Type is not { } type)
        {
            return WithHeader(state, 0);
        }

        var data = WithHeader(state, 16);
        var key = state.Holder is { } holder ? state.Find(holder)?.Key ?? 0 : 0;
        BinaryPrimitives.WriteUInt64BigEndian(data.AsSpan(HeaderSizeBytes), key);
        data[HeaderSizeBytes + 13] = (byte)type;
        return data;
    }

    /// <summary>
    /// REPORT CAPABILITIES: no CRH; SIP_C and ATP_C; PTPL_C as the owner can; every type (TMV with all six bits). ALLOW COMMANDS 000b:
    /// nothing is
    /// said about the commands that the standard leaves open.
    /// </summary>
    public static byte[] Capabilities(ReservationState state, bool canPersist)
    {
        var data = new byte[8];
        data[1] = 8;
        data[2] = (byte)(0x0C | (canPersist ? 0x01 : 0));
        data[3] = (byte)(0x80 | (state.PersistsThroughPowerLoss ? 0x01 : 0));
        data[4] = 0xEA;
        data[5] = 0x01;
        return data;
    }

    /// <summary>READ FULL STATUS: each registration with the TransportID of its initiator port.</summary>
    public static byte[] FullStatus(ReservationState state)
    {
        var data = new List<byte>(HeaderSizeBytes + (64 * state.Registrations.Length));
        data.AddRange(WithHeader(state, 0));
        foreach (var (nexus, key) in state.Registrations)
        {
            var transportId = TransportId.Encode(nexus.InitiatorName, nexus.Qualifier);
            var descriptor = new byte[StatusDescriptorSizeBytes];
            BinaryPrimitives.WriteUInt64BigEndian(descriptor, key);
            if (state.IsHeldBy(nexus))
            {
                descriptor[12] = 0x01;
                descriptor[13] = (byte)state.Type!.Value;
            }

            BinaryPrimitives.WriteUInt16BigEndian(descriptor.AsSpan(18), nexus.RelativeTargetPort);
            BinaryPrimitives.WriteInt32BigEndian(descriptor.AsSpan(20), transportId.Length);
            data.AddRange(descriptor);
            data.AddRange(transportId);
        }

        var bytes = data.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4), bytes.Length - HeaderSizeBytes);
        return bytes;
    }

    private static byte[] WithHeader(ReservationState state, int additionalBytes)
    {
        var data = new byte[HeaderSizeBytes + additionalBytes];
        BinaryPrimitives.WriteUInt32BigEndian(data, state.Generation);
        BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(4), additionalBytes);
        return data;
    }
}
