using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Configuration;
using Akka.Util;

namespace Akka.Dispatch;

/// <summary>The mailbox types of a system, chosen by props, dispatcher, and what the actor's class requires. Thread-safe.</summary>
public sealed partial class Mailboxes
{
    /// <summary>The mailbox of actors that name none.</summary>
    public static readonly string DefaultMailboxId = "akka.actor.default-mailbox";

    /// <summary>Says that no mailbox is asked for.</summary>
    public static readonly string NoMailboxRequirement = "";

    private readonly ConcurrentDictionary<string, MailboxType> _types = new();
    private readonly Dictionary<Type, string> _requirements = [];
    private readonly ActorSystemImpl _system;
    private readonly ConcurrentDictionary<Type, Type?> _requiredByActor = new();

    internal Mailboxes(ActorSystemImpl system)
    {
        _system = system;
        DeadLetterMailbox = new DeadLetterMailbox(() => system.DeadLetters);
        foreach (var (name, value) in system.Settings.Config.GetConfig("akka.actor.mailbox.requirements").AsEnumerable())
        {
            // A semantics type of an assembly that is not loaded can be required by no actor.
            if (Type.GetType(name.Trim('"'), throwOnError: false) is { } type)
                _requirements[type] = value.GetString();
        }
    }

    internal DeadLetterMailbox DeadLetterMailbox { get; }

    /// <summary>
    /// The mailbox type configured at <paramref name="id"/>. Throws <see cref="ConfigurationException"/> when it is not.
    /// </summary>
    public MailboxType Lookup(string id) => _types.GetOrAdd(id, Create);

    /// <summary>
    /// The mailbox type for actors of <paramref name="props"/> on a dispatcher configured by <paramref
    /// name="dispatcherConfig"/>.
    /// </summary>
    public MailboxType GetMailboxType(Props props, Config dispatcherConfig)
    {
        var required = RequiredBy(props.Type);
        var asked = props.Mailbox;
        if (asked.Length == 0 && dispatcherConfig is { IsEmpty: false })
            asked = dispatcherConfig.GetString("mailbox", "") ?? "";
        if (asked.Length == 0 && dispatcherConfig is { IsEmpty: false })
            asked = RequiredByDispatcher(dispatcherConfig);
        if (asked.Length > 0)
            return Verify(props, Lookup(asked), required);
        return required is null ? Lookup(DefaultMailboxId) : Lookup(MailboxFor(required));
    }

    private string RequiredByDispatcher(Config dispatcherConfig)
    {
        var name = dispatcherConfig.GetString("mailbox-requirement", "");
        if (string.IsNullOrEmpty(name) || Type.GetType(name, throwOnError: false) is not { } type)
            return "";
        return _requirements.TryGetValue(type, out var id) ? id : "";
    }

    private static MailboxType Verify(Props props, MailboxType chosen, Type? required)
    {
        if (required is null || Produced(chosen.GetType()) is not { } produced || required.IsAssignableFrom(produced))
            return chosen;
        throw new ArgumentException(
            $"Cannot make actor [{props.Type}]: it requires a mailbox with {required.Name}, but the mailbox asked for, "
            + $"{chosen.GetType()}, makes {produced.Name}.");
    }

    private static Type? Produced(Type mailboxType) => mailboxType.GetInterfaces()
        .FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IProducesMessageQueue<>))
        ?.GetGenericArguments()[0];

    private Type? RequiredBy(Type actorType) => _requiredByActor.GetOrAdd(actorType, static type =>
    {
        var all = type.GetInterfaces()
            .Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IRequiresMessageQueue<>))
            .Select(i => i.GetGenericArguments()[0])
            .ToArray();

        // Several may be declared by base classes: the one that satisfies all the others counts.
        return all.FirstOrDefault(one => all.All(other => other.IsAssignableFrom(one))) ?? all.FirstOrDefault();
    });

    private string MailboxFor(Type semantics) => _requirements.TryGetValue(semantics, out var id)
        ? id
        : throw new ConfigurationException($"akka.actor.mailbox.requirements names no mailbox for [{semantics}].");

    private MailboxType Create(string id)
    {
        switch (id)
        {
            case "unbounded":
                return new UnboundedMailbox(_system.Settings, ConfigurationFactory.Empty);
            case "bounded":
                return new BoundedMailbox(_system.Settings, Config(DefaultMailboxId));
        }

        if (!_system.Settings.Config.HasPath(id))
            throw new ConfigurationException($"Mailbox [{id}] is not configured. Add a block of that name with mailbox-type.");
        var config = Config(id);
        var type = config.GetString("mailbox-type", "");
        if (string.IsNullOrEmpty(type))
            throw new ConfigurationException($"Mailbox [{id}] has no mailbox-type.");
        return ConfiguredType.Create<MailboxType>(type, $"mailbox [{id}]", _system.Settings, config);
    }

    private Config Config(string id)
    {
        var config = _system.Settings.Config;
        return ConfigurationFactory.ParseString($"id = \"{id}\"")
            .WithFallback(config.GetConfig(id))
            .WithFallback(config.GetConfig(DefaultMailboxId));
    }
}
