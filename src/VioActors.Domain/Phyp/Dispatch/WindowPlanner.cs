namespace VioActors.Domain.Phyp.Dispatch;

/// <summary>What a virtual processor wants of one dispatch window, and may have. Immutable.</summary>
/// <param name="EntitledTicks">Its part of its partition's entitlement.</param>
/// <param name="WantedTicks">What it could use.</param>
/// <param name="Weight">Share of what is left; 0: nothing beyond the entitlement.</param>
public readonly record struct WindowDemand(VirtualProcessorId Processor, long EntitledTicks, long WantedTicks, int Weight);

/// <summary>A virtual processor runs on a physical one, without interruption. Immutable.</summary>
/// <param name="PhysicalProcessor">From 0.</param>
/// <param name="StartTicks">From the start of the window.</param>
public readonly record struct DispatchSlice(VirtualProcessorId Processor, int PhysicalProcessor, long StartTicks, long Ticks);

/// <summary>
/// Shares the physical processors of the pool out over one dispatch window (NPV-3). Pure; thread-safe.
/// <para>
/// Everybody gets what it wants up to its entitlement; what is left goes to those that want more, by their weights. No virtual processor
/// gets more than the window, since it runs on one physical processor at a time.
/// </para>
/// </summary>
public static class WindowPlanner
{
    /// <summary>Time that each demand gets, in the order of the demands.</summary>
    /// <param name="processors">Physical processors of the pool; the entitlements together are at most their time.</param>
    /// <param name="windowTicks">Length of the window, in ticks of 100 ns.</param>
    /// <exception cref="ArgumentException">More was promised than there is.</exception>
    public static long[] Share(int processors, long windowTicks, ReadOnlySpan<WindowDemand> demands)
    {
        var shares = new long[demands.Length];
        var left = processors * windowTicks;
        for (var index = 0; index < demands.Length; index++)
        {
            var demand = demands[index];
            shares[index] = Math.Min(Math.Min(demand.WantedTicks, demand.EntitledTicks), windowTicks);
            left -= shares[index];
        }

        if (left < 0)
            throw new ArgumentException($"The entitlements are {-left} ticks more than {processors} processors have.", nameof(demands));
        ShareLeft(left, windowTicks, demands, shares);
        return shares;
    }

    /// <summary>
    /// When and where each share runs: physical processors are filled one after the other, and what does not fit goes on at the start of
    /// the next. As no share is longer than the window, its two parts do not overlap.
    /// </summary>
    public static List<DispatchSlice> Place(long windowTicks, ReadOnlySpan<WindowDemand> demands, ReadOnlySpan<long> shares)
    {
        var slices = new List<DispatchSlice>(demands.Length);
        var (processor, at) = (0, 0L);
        for (var index = 0; index < demands.Length; index++)
        {
            for (var rest = shares[index]; rest > 0;)
            {
                var ticks = Math.Min(rest, windowTicks - at);
                slices.Add(new DispatchSlice(demands[index].Processor, processor, at, ticks));
                rest -= ticks;
                at += ticks;
                if (at == windowTicks)
                    (processor, at) = (processor + 1, 0);
            }
        }

        return slices;
    }

    /// <summary>By weight; who is satisfied leaves its part to the others.</summary>
    private static void ShareLeft(long left, long windowTicks, ReadOnlySpan<WindowDemand> demands, long[] shares)
    {
        var open = new List<int>();
        for (var index = 0; index < demands.Length; index++)
        {
            if (demands[index].Weight > 0 && Room(demands[index], shares[index], windowTicks) > 0)
                open.Add(index);
        }

        while (left > 0 && open.Count > 0)
        {
            long weights = 0;
            foreach (var index in open)
                weights += demands[index].Weight;
            var given = 0L;
            var satisfied = 0;
            foreach (var index in open)
            {
                var fair = (long)((Int128)left * demands[index].Weight / weights);
                var part = Math.Min(fair, Room(demands[index], shares[index], windowTicks));
                shares[index] += part;
                given += part;
                if (Room(demands[index], shares[index], windowTicks) == 0)
                    satisfied++;
            }

            left -= given;

            // Fewer ticks than there are weights: they are left to nobody.
            if (given == 0 || satisfied == 0)
                return;
            for (var at = open.Count - 1; at >= 0; at--)
            {
                if (Room(demands[open[at]], shares[open[at]], windowTicks) == 0)
                    open.RemoveAt(at);
            }
        }
    }

    private static long Room(in WindowDemand demand, long share, long windowTicks) => Math.Min(demand.WantedTicks, windowTicks) - share;
}
