namespace Akka.Configuration.Hocon;

/// <summary>What the parser makes of one text: a value without open substitutions, and the substitutions it had.</summary>
public class HoconRoot
{
    public HoconRoot()
        : this(new HoconValue(new HoconObject()))
    {
    }

    public HoconRoot(HoconValue value)
        : this(value, [])
    {
    }

    public HoconRoot(HoconValue value, IEnumerable<HoconSubstitution> substitutions)
    {
        Value = value;
        Substitutions = substitutions;
    }

    public HoconValue Value { get; }

    public IEnumerable<HoconSubstitution> Substitutions { get; }
}
