using System.Globalization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Util;

namespace Akka.Serialization;

/// <summary>The numbers of serializers in <c>akka.actor.serialization-identifiers</c>.</summary>
internal static class SerializerIdentifiers
{
    private const string Section = "akka.actor.serialization-identifiers";

    /// <summary>The number of <paramref name="serializer"/>. Throws <see cref="ConfigurationException"/> when there is none.</summary>
    public static int FromConfig(Type serializer, ExtendedActorSystem system)
    {
        foreach (var (key, value) in system.Settings.Config.GetConfig(Section).AsEnumerable())
        {
            if (Names(key.Trim('"'), serializer))
                return int.Parse(value.GetString(), CultureInfo.InvariantCulture);
        }

        throw new ConfigurationException(
            $"Serializer [{serializer}] has no identifier. "
            + $"Add \"{TypeNames.Of(serializer)}\" = <number> to {Section}, or override Identifier.");
    }

    private static bool Names(string key, Type serializer) =>
        key == serializer.FullName || key == TypeNames.Of(serializer) || key == serializer.AssemblyQualifiedName;
}
