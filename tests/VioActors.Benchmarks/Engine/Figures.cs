using System.Globalization;

namespace VioActors.Benchmarks.Engine;

/// <summary>What was measured, by name, one value a pass. Not thread-safe.</summary>
internal sealed class Figures
{
    private readonly Dictionary<string, List<double>> _values = [];
    private readonly List<string> _order = [];

    public IReadOnlyList<string> Names => _order;

    public void Add(string name, double value)
    {
        if (!_values.TryGetValue(name, out var values))
        {
            _values[name] = values = [];
            _order.Add(name);
        }

        values.Add(value);
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name}: {Text(value)}"));
    }

    public bool Has(string name) => _values.ContainsKey(name);

    public double Median(string name)
    {
        var sorted = _values[name].Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    public (double Lowest, double Highest) Range(string name) => (_values[name].Min(), _values[name].Max());

    /// <summary>Three digits that count.</summary>
    public static string Text(double value) => Math.Abs(value) switch
    {
        >= 1e6 => (value / 1e6).ToString("F2", CultureInfo.InvariantCulture) + " M",
        >= 1e4 => (value / 1e3).ToString("F0", CultureInfo.InvariantCulture) + " k",
        >= 100 => value.ToString("F0", CultureInfo.InvariantCulture),
        _ => value.ToString("F2", CultureInfo.InvariantCulture),
    };
}
