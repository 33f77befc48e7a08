namespace Akka.Cluster.Sql;

/// <summary>The tables or rows are not what this engine writes; trying again does not help.</summary>
internal sealed class MembershipStoreException : Exception
{
    public MembershipStoreException(string problem)
        : base($"Cannot use the table of members: {problem}. Name another database or schema, or bring this one in order.")
    {
    }
}
