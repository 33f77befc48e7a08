using VioActors.Iscsi.Text;

namespace VioActors.Iscsi.Login;

/// <summary>The declarations that say who logs in and where to (RFC 7143 clauses 13.4 to 13.10, 13.21). Not thread-safe.</summary>
internal sealed class LoginIdentity
{
    public string InitiatorName { get; private set; } = "";

    public string? TargetName { get; private set; }

    public bool IsDiscovery { get; private set; }

    public static bool Owns(string key) => key is "InitiatorName" or "InitiatorAlias" or "TargetName" or "SessionType";

    /// <summary>Reads the keys of the first request; says what is missing or wrong.</summary>
    public LoginStatus Read(List<KeyValuePair<string, string>> keys)
    {
        var values = keys.Where(static k => Owns(k.Key)).DistinctBy(static k => k.Key).ToDictionary(StringComparer.Ordinal);
        if (!values.TryGetValue("InitiatorName", out var initiator))
        {
            return LoginStatus.MissingParameter;
        }
        if (!IscsiName.TryNormalize(initiator, out var name))
        {
            return LoginStatus.InitiatorError;
        }
        InitiatorName = name;
        var type = values.GetValueOrDefault("SessionType", "Normal");
        IsDiscovery = type == "Discovery";
        if (!IsDiscovery && type != "Normal")
        {
            return LoginStatus.SessionTypeNotSupported;
        }
        if (IsDiscovery)
        {
            return LoginStatus.Success;
        }
        if (!values.TryGetValue("TargetName", out var target))
        {
            return LoginStatus.MissingParameter;
        }
        // What is no name cannot be the name of a target here.
        TargetName = IscsiName.TryNormalize(target, out var normalized) ? normalized : null;
        return TargetName is null ? LoginStatus.NotFound : LoginStatus.Success;
    }

    /// <summary>A later request, or the rest of the first one, agrees with what was declared.</summary>
    public bool Accepts(string key, string value) => key switch
    {
        "InitiatorName" => IscsiName.TryNormalize(value, out var name) && name == InitiatorName,
        "TargetName" => IsDiscovery || (IscsiName.TryNormalize(value, out var name) && name == TargetName),
        "SessionType" => value == (IsDiscovery ? "Discovery" : "Normal"),
        _ => true,
    };
}
