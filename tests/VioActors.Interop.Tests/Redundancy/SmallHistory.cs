using VioActors.Initiator.Checking;

namespace VioActors.Interop.Tests.Redundancy;

/// <summary>Random histories of one block that are small enough to try every order.</summary>
internal static class SmallHistory
{
    public static List<BlockOperation> Make(Random random)
    {
        var count = random.Next(2, 7);
        var places = Enumerable.Range(1, 2 * count).ToArray();
        random.Shuffle(places);
        var history = new List<BlockOperation>();
        var writes = 0;
        for (var index = 0; index < count; index++)
        {
            var (begin, end) = (Math.Min(places[2 * index], places[(2 * index) + 1]), Math.Max(places[2 * index], places[(2 * index) + 1]));
            var isWrite = index == 0 || random.Next(2) == 0;
            var value = isWrite ? ++writes : random.Next(0, 4);
            var unanswered = isWrite && random.Next(4) == 0;
            history.Add(new BlockOperation("c", 1, isWrite, value, begin, unanswered ? BlockOperation.NeverAnswered : end));
        }

        return history;
    }

    /// <summary>By trying: whether some order that keeps real time explains every read.</summary>
    public static bool HasAnOrder(List<BlockOperation> history) => Goes(history, 0);

    private static bool Goes(List<BlockOperation> left, long value)
    {
        if (left.TrueForAll(operation => operation is { IsWrite: true, End: BlockOperation.NeverAnswered }))
            return true;
        var firstEnd = left.Min(operation => operation.End);
        foreach (var next in left.Where(operation => operation.Begin < firstEnd).ToList())
        {
            if (!next.IsWrite && next.Value != value)
                continue;
            var rest = left.Where(operation => !ReferenceEquals(operation, next)).ToList();
            if (Goes(rest, next.IsWrite ? next.Value!.Value : value))
                return true;
        }

        return false;
    }
}
