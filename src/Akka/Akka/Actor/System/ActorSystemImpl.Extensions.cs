using System.Collections.Concurrent;
using Akka.Util;

namespace Akka.Actor.Internal;

/// <content>Extensions.</content>
public sealed partial class ActorSystemImpl
{
    private readonly ConcurrentDictionary<Type, Lazy<object>> _extensions = new();

    /// <inheritdoc />
    public override object RegisterExtension(IExtensionId extension)
    {
        ArgumentNullException.ThrowIfNull(extension);
        var made = _extensions.GetOrAdd(
            extension.ExtensionType,
            static (_, argument) => new Lazy<object>(() => argument.Id.CreateExtension(argument.System)),
            (Id: extension, System: this));
        try
        {
            return made.Value;
        }
        catch
        {
            // A later call may succeed.
            _extensions.TryRemove(new KeyValuePair<Type, Lazy<object>>(extension.ExtensionType, made));
            throw;
        }
    }

    /// <inheritdoc />
    public override object GetExtension(IExtensionId extensionId) =>
        TryGetExtension(extensionId.ExtensionType, out var extension) ? extension : null!;

    /// <inheritdoc />
    public override T GetExtension<T>() => TryGetExtension<T>(out var extension) ? extension : null!;

    /// <inheritdoc />
    public override bool HasExtension(Type type) => _extensions.ContainsKey(type);

    /// <inheritdoc />
    public override bool HasExtension<T>() => HasExtension(typeof(T));

    /// <inheritdoc />
    public override bool TryGetExtension(Type extensionType, out object extension)
    {
        extension = _extensions.TryGetValue(extensionType, out var made) ? made.Value : null!;
        return extension is not null;
    }

    /// <inheritdoc />
    public override bool TryGetExtension<T>(out T extension)
    {
        var found = TryGetExtension(typeof(T), out var untyped);
        extension = (T)untyped;
        return found;
    }

    private void LoadExtensions()
    {
        LoadExtensions("akka.library-extensions");
        LoadExtensions("akka.extensions");
    }

    private void LoadExtensions(string key)
    {
        foreach (var name in _settings.Config.GetStringList(key, []))
        {
            var id = ConfiguredType.Create<IExtensionId>(name, $"the extension [{name}] in {key}");
            RegisterExtension(id);
        }
    }
}
