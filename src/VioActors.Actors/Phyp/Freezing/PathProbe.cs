using System.Buffers.Binary;
using VioActors.Scsi;
using VioActors.Scsi.Transport;

namespace VioActors.Actors.Phyp.Freezing;

/// <summary>
/// Looks whether a client's own disks answer through an I_T nexus, before the client is let on it (NPV-6). Between processes the one that
/// serves a new nexus does it when it is asked to, and says what came of it with the answer. Thread-safe.
/// </summary>
internal static class PathProbe
{
    /// <summary>Disks that have not answered by then do not work.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>Disks that are read when the client has not used any yet.</summary>
    private const int LunCountMax = 64;

    private const int BlockSizeBytes = 512;
    private const int AttentionsMax = 8;
    private const uint FirstTag = 0xFFFF_0000;

    /// <param name="luns">Disks that the client has used; empty: those that the VIOS reports.</param>
    /// <returns>What is wrong; null when every disk gave its first block, or said that its medium is out or that it is no disk.</returns>
    public static async Task<string?> RunAsync(ITargetNexus nexus, IReadOnlyCollection<ulong> luns, TimeSpan limit)
    {
        using var patience = new CancellationTokenSource(limit);
        try
        {
            var tag = FirstTag;
            if (luns.Count == 0)
            {
                (luns, var problem) = await ReportAsync(nexus, tag, patience.Token).ConfigureAwait(false);
                if (problem is not null)
                    return problem;
                if (luns.Count == 0)
                    return "the VIOS has no disk for it";
            }

            foreach (var lun in luns.Take(LunCountMax))
            {
                tag += AttentionsMax + 1;
                using var read = await ReadAsync(nexus, lun, tag, patience.Token).ConfigureAwait(false);
                if (read.Problem is { } problem)
                    return $"its disk {lun:x16} does not answer: {problem}";
            }

            return null;
        }
        catch (OperationCanceledException)
        {
            return $"its disks do not answer within {limit}";
        }
    }

    private static async Task<(IReadOnlyCollection<ulong> Luns, string? Problem)> ReportAsync(
        ITargetNexus nexus, uint tag, CancellationToken cancellation)
    {
        // REPORT LUNS (SPC-4 clause 6.33): the list follows eight bytes, the first four of which are its length.
        const int SizeBytes = 8 + (8 * LunCountMax);
        var cdb = new byte[12];
        cdb[0] = 0xA0;
        BinaryPrimitives.WriteInt32BigEndian(cdb.AsSpan(6), SizeBytes);
        using var answer = await DoAsync(nexus, 0, cdb, SizeBytes, tag, cancellation).ConfigureAwait(false);
        if (answer.Problem is not null || answer.Data is not { SizeBytes: >= 8 } data)
            return ([], answer.Problem ?? "the VIOS reports no disks");
        var bytes = data.Span;
        var count = Math.Min(BinaryPrimitives.ReadInt32BigEndian(bytes), bytes.Length - 8) / 8;
        var luns = new List<ulong>();
        for (var index = 0; index < count; index++)
            luns.Add(BinaryPrimitives.ReadUInt64BigEndian(bytes[(8 + (8 * index))..]));
        return (luns, null);
    }

    private static Task<ProbeAnswer> ReadAsync(ITargetNexus nexus, ulong lun, uint tag, CancellationToken cancellation)
    {
        // READ(16) of one block (SBC-3 clause 5.18).
        var cdb = new byte[16];
        cdb[0] = 0x88;
        cdb[13] = 1;
        return DoAsync(nexus, lun, cdb, BlockSizeBytes, tag, cancellation);
    }

    private static async Task<ProbeAnswer> DoAsync(
        ITargetNexus nexus, ulong lun, byte[] cdb, int sizeBytes, uint tag, CancellationToken cancellation)
    {
        // A new nexus has unit attentions to tell first (SAM-5 clause 5.14).
        for (uint attention = 0; ; attention++)
        {
            var task = new ProbeTask
            {
                LunField = lun,
                Tag = tag + attention,
                Attribute = TaskAttribute.Simple,
                Cdb = cdb,
                DataOutSizeBytes = 0,
                DataInSizeBytes = sizeBytes,
            };
            nexus.Submit(task);
            var response = await task.Ended.WaitAsync(cancellation).ConfigureAwait(false);
            var sense = Lpar.SenseSummary.Of(response.Sense.Span);
            if (response.Status == ScsiStatus.Good)
                return new ProbeAnswer(null, response.DataIn);
            response.DataIn?.Dispose();
            if (sense.IsAnswerOfDevice)
                return new ProbeAnswer(null, null);
            if (!sense.IsUnitAttention || attention == AttentionsMax)
                return new ProbeAnswer($"{response.Status} {sense}", null);
        }
    }

    private readonly record struct ProbeAnswer(string? Problem, TransferBuffer? Data) : IDisposable
    {
        public void Dispose() => Data?.Dispose();
    }

    private sealed class ProbeTask : ScsiTask
    {
        private readonly TaskCompletionSource<ScsiResponse> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<ScsiResponse> Ended => _ended.Task;

        public override ValueTask<TransferBuffer> ReceiveDataOutAsync(int sizeBytes, CancellationToken cancellation) =>
            throw new OperationCanceledException("A probe has nothing to send.");

        public override void Complete(ScsiResponse response)
        {
            if (!_ended.TrySetResult(response))
                response.DataIn?.Dispose();
        }

        public override void Abandon() => _ended.TrySetCanceled();
    }
}
