namespace Akka.Routing;

/// <summary>Handles the orders of a pool that changes its size.</summary>
internal sealed class ResizablePoolActor : RouterPoolActor
{
    protected override void OnReceive(object message)
    {
        if (message is Resize)
            ((ResizablePoolCell)Routed).Resize();
        else
            base.OnReceive(message);
    }

    /// <summary>From the cell, when enough messages have passed.</summary>
    internal sealed class Resize : RouterManagementMessage, Actor.INoSerializationVerificationNeeded
    {
        public static readonly Resize Instance = new();
    }
}
