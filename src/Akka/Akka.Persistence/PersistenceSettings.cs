using Akka.Actor;
using Akka.Configuration;

namespace Akka.Persistence;

/// <summary>The settings below <c>akka.persistence</c>. Immutable.</summary>
public class PersistenceSettings
{
    public PersistenceSettings(ActorSystem system, Config config)
    {
        ArgumentNullException.ThrowIfNull(system);
        if (config.IsNullOrEmpty())
            throw ConfigurationException.NullOrEmptyConfig<PersistenceSettings>("akka.persistence");
        MaxMessageBatchSize = Positive(config, "max-message-batch-size");
        MaxConcurrentRecoveries = Positive(config, "max-concurrent-recoveries");
        AtLeastOnceDelivery = new AtLeastOnceDeliverySettings(config.GetConfig("at-least-once-delivery"));
    }

    /// <summary>Events of one actor in one write.</summary>
    public int MaxMessageBatchSize { get; }

    /// <summary>Recoveries at the same time in one actor system.</summary>
    public int MaxConcurrentRecoveries { get; }

    public AtLeastOnceDeliverySettings AtLeastOnceDelivery { get; }

    private static int Positive(Config config, string key)
    {
        var value = config.GetInt(key);
        return value > 0
            ? value
            : throw new ConfigurationException($"[akka.persistence.{key}] is {value}: it must be 1 or more.");
    }

    /// <summary>How messages of at-least-once delivery are sent again. Immutable.</summary>
    public class AtLeastOnceDeliverySettings
    {
        public AtLeastOnceDeliverySettings(
            TimeSpan redeliverInterval, int redeliveryBurstLimit, int warnAfterNumberOfUnconfirmedAttempts, int maxUnconfirmedMessages)
        {
            RedeliverInterval = redeliverInterval;
            RedeliveryBurstLimit = redeliveryBurstLimit;
            WarnAfterNumberOfUnconfirmedAttempts = warnAfterNumberOfUnconfirmedAttempts;
            MaxUnconfirmedMessages = maxUnconfirmedMessages;
        }

        public AtLeastOnceDeliverySettings(Config config)
            : this(
                config.GetTimeSpan("redeliver-interval"),
                config.GetInt("redelivery-burst-limit"),
                config.GetInt("warn-after-number-of-unconfirmed-attempts"),
                config.GetInt("max-unconfirmed-messages"))
        {
        }

        public TimeSpan RedeliverInterval { get; }

        public int RedeliveryBurstLimit { get; }

        public int WarnAfterNumberOfUnconfirmedAttempts { get; }

        public int MaxUnconfirmedMessages { get; }

        public AtLeastOnceDeliverySettings WithRedeliverInterval(TimeSpan redeliverInterval) =>
            new(redeliverInterval, RedeliveryBurstLimit, WarnAfterNumberOfUnconfirmedAttempts, MaxUnconfirmedMessages);

        public AtLeastOnceDeliverySettings WithRedeliveryBurstLimit(int redeliveryBurstLimit) =>
            new(RedeliverInterval, redeliveryBurstLimit, WarnAfterNumberOfUnconfirmedAttempts, MaxUnconfirmedMessages);

        public AtLeastOnceDeliverySettings WithWarnAfterNumberOfUnconfirmedAttempts(int attempts) =>
            new(RedeliverInterval, RedeliveryBurstLimit, attempts, MaxUnconfirmedMessages);

        public AtLeastOnceDeliverySettings WithMaxUnconfirmedMessages(int maxUnconfirmedMessages) =>
            new(RedeliverInterval, RedeliveryBurstLimit, WarnAfterNumberOfUnconfirmedAttempts, maxUnconfirmedMessages);
    }
}
