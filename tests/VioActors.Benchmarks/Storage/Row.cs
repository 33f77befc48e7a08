using System.Globalization;

namespace VioActors.Benchmarks.Storage;

/// <summary>One line of a table: what was measured on the product and on what it is compared with, an entry a pass.</summary>
internal sealed class Row(string name)
{
    public string Name { get; } = name;

    public List<double> Product { get; } = [];

    public List<double> Other { get; } = [];

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? double.NaN : (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    /// <summary>Medians, and the median of the ratios of each pass.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"| {Name} | {Median(Product):F0} | {Median(Other):F0} | {Median(Product.Zip(Other, (one, other) => one / other)):F2} |");
}
