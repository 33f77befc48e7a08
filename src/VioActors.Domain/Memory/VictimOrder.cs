namespace VioActors.Domain.Memory;

/// <summary>
/// Of whom frames are taken, most willing first: what nobody uses, then whoever has most beyond what cannot be taken from it, for its
/// weight (OSI-1). An image weighs as much as its users together. Immutable.
/// </summary>
/// <param name="Layer">Null: a partition's segments.</param>
/// <param name="Spare">Frames that can be taken.</param>
internal sealed record VictimOrder(ImageLayer? Layer, IReadOnlyList<MemorySegment> Segments, int Spare, double Pressure)
{
    public static IEnumerable<VictimOrder> Of(IEnumerable<MemoryPartition> partitions, IEnumerable<ImageLayer> layers)
    {
        var order = new List<VictimOrder>();
        foreach (var layer in layers)
        {
            var weight = layer.Users.Where(user => !user.IsDetached).Sum(user => user.Owner.Terms.Weight + 1);
            order.Add(new VictimOrder(
                layer, [], layer.ResidentCount, weight == 0 ? double.PositiveInfinity : (double)layer.ResidentCount / weight));
        }

        foreach (var partition in partitions)
        {
            var detached = partition.Segments.Where(segment => segment.IsDetached).ToList();
            var former = detached.Sum(segment => segment.ResidentCount);
            if (former > 0)
                order.Add(new VictimOrder(null, detached, former, double.PositiveInfinity));
            var used = partition.Segments.Where(segment => !segment.IsDetached).OrderByDescending(segment =>
                segment.ResidentCount).ToList();
            var spare = used.Sum(segment => segment.ResidentCount) - partition.Terms.IoEntitledPages;
            if (spare > 0)
                order.Add(new VictimOrder(null, used, spare, (double)spare / (partition.Terms.Weight + 1)));
        }

        return order.OrderByDescending(owner => owner.Pressure);
    }
}
