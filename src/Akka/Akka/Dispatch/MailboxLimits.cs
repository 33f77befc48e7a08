using Akka.Configuration;

namespace Akka.Dispatch;

internal static class MailboxLimits
{
    public static (int Capacity, TimeSpan PushTimeout) Read(Config config, string mailbox)
    {
        var capacity = config.GetInt("mailbox-capacity");
        if (capacity <= 0)
            throw new ArgumentException($"The configuration of a {mailbox} must give mailbox-capacity, 1 or more; it is {capacity}.");
        return (capacity, config.GetTimeSpan("mailbox-push-timeout-time", Timeout.InfiniteTimeSpan));
    }
}
