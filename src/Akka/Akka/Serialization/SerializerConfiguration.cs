using Akka.Actor;
using Akka.Configuration;
using Akka.Util;

namespace Akka.Serialization;

/// <summary>Reads the serializers and bindings of the configuration. Names of types in it are the operator's, never a peer's.</summary>
internal static class SerializerConfiguration
{
    public static void Load(SerializerTable table, ExtendedActorSystem system)
    {
        var config = system.Settings.Config;
        foreach (var (key, value) in config.GetConfig("akka.actor.serializers").AsEnumerable())
        {
            var name = key.Trim('"');
            table.AddSerializer(name, Make(system, config, name, value.GetString()));
        }

        foreach (var (key, value) in config.GetConfig("akka.actor.serialization-bindings").AsEnumerable())
        {
            var typeName = key.Trim('"');
            var serializerName = value.GetString();
            var serializer = table.ByName(serializerName)
                ?? throw new ConfigurationException(
                    $"Cannot bind [{typeName}]: there is no serializer [{serializerName}] in akka.actor.serializers.");
            table.Bind(ConfiguredType.Find(typeName, $"the serialization binding of [{typeName}]"), serializer);
        }
    }

    private static Serializer Make(ExtendedActorSystem system, Config config, string name, string className)
    {
        var purpose = $"the serializer [{name}] in akka.actor.serializers";
        var type = ConfiguredType.Find(className, purpose);
        var settings = config.GetConfig($"akka.actor.serialization-settings.{name}") ?? Config.Empty;
        var takesConfig = type.GetConstructor([typeof(ExtendedActorSystem), typeof(Config)]) is not null;
        return takesConfig
            ? ConfiguredType.Create<Serializer>(className, purpose, system, settings)
            : ConfiguredType.Create<Serializer>(className, purpose, system);
    }
}
