namespace Akka.MultiNode.Tests.Rig;

/// <summary>Skipped where there is no PostgreSQL.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MultiNodeFactAttribute : FactAttribute
{
    public MultiNodeFactAttribute()
    {
        if (Database.Binaries is null)
            Skip = "PostgreSQL is not installed (Debian: apt-get install postgresql).";
    }
}

/// <summary>Skipped where network namespaces cannot be made.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NetworkFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> Reason = new(() => Namespaces.WhyNotAsync().GetAwaiter().GetResult());

    public NetworkFactAttribute()
    {
        Skip = Database.Binaries is null ? "PostgreSQL is not installed (Debian: apt-get install postgresql)." : Reason.Value;
    }
}
