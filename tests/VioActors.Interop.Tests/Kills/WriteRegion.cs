namespace VioActors.Interop.Tests.Kills;

/// <summary>
/// The sectors that one writer has for itself: a window of the LU, of which it takes one stripe of each group of stripes. Two writers with
/// different stripes share chunks of the pool but no sector.
/// </summary>
/// <param name="StripeSectors">Sectors of one stripe, at least 1; a write stays in one.</param>
/// <param name="Stripes">How many writers share the window.</param>
/// <param name="Own">Which of them this is, from 0.</param>
internal sealed record WriteRegion(int StripeSectors, int Stripes, int Own)
{
    public SectorRange Draw(Random random, SectorRange window)
    {
        var groups = window.Count / (StripeSectors * Stripes);
        var stripe = window.First + (((random.Next(groups) * Stripes) + Own) * StripeSectors);
        var first = random.Next(StripeSectors);

        // Short writes are the many; a few fill what is left of the stripe.
        var longest = random.Next(8) == 0 ? StripeSectors : Math.Min(StripeSectors, 64);
        return new SectorRange(stripe + first, random.Next(1, Math.Min(longest, StripeSectors - first) + 1));
    }
}
