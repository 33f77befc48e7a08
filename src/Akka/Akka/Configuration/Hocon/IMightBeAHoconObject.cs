namespace Akka.Configuration.Hocon;

/// <summary>Something that can be asked for its keys.</summary>
public interface IMightBeAHoconObject
{
    bool IsObject();

    /// <summary>The object, or <c>null</c> when it is none.</summary>
    HoconObject GetObject();
}
