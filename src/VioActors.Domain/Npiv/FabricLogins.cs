using System.Collections.Immutable;
using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Npiv;

/// <summary>A port that is logged in to a fabric.</summary>
/// <param name="Through">The physical port; the port itself when it is one.</param>
/// <param name="NPortId">Its 24-bit address: domain, area, port (FC-FS-3 clause 11).</param>
public sealed record FabricLogin(Wwpn Port, Wwpn Through, SanName Fabric, int NPortId)
{
    /// <summary>It was made by FDISC, for a virtual adapter.</summary>
    public bool IsVirtual => Port != Through;
}

/// <summary>What the fabric answers to a port that wants to log in.</summary>
/// <param name="Logins">As they are now.</param>
/// <param name="Login">Null when refused.</param>
/// <param name="Refusal">Null when accepted.</param>
public sealed record FabricAnswer(FabricLogins Logins, FabricLogin? Login, Rejected? Refusal);

/// <summary>
/// Who is logged in to the fabrics, and their name servers. A physical port logs in by FLOGI; a virtual one by FDISC through it, with a
/// name and an address of its own (NPV-2). Immutable; thread-safe.
/// </summary>
public sealed record FabricLogins(ImmutableSortedDictionary<ulong, FabricLogin> ByName)
{
    /// <summary>Virtual adapters that may be active on one physical port, if nothing else is set.</summary>
    public const int VirtualPortsMaxDefault = 64;

    private const int PortsOfAreaMax = 255;

    public static FabricLogins Empty { get; } = new(ImmutableSortedDictionary<ulong, FabricLogin>.Empty);

    public FabricLogin? Find(Wwpn port) => ByName.GetValueOrDefault(port.Value);

    /// <summary>Virtual ports that are logged in through a physical one.</summary>
    public IEnumerable<FabricLogin> Virtual(Wwpn through) => ByName.Values.Where(login => login.IsVirtual && login.Through == through);

    /// <summary>FLOGI of a physical port. A repeat is answered as before.</summary>
    public FabricAnswer LogIn(SanConfiguration san, Wwpn port)
    {
        if (san.FindAttachment(port) is not { Role: FcPortRole.Host } attachment || san.FindSwitch(attachment.Switch) is not { } at)
        {
            return Refuse(RejectionCode.NotFound, $"Port {port} cannot log in: it is cabled to no switch.");
        }

        var login = new FabricLogin(port, port, at.Fabric, AddressOf(at, attachment, 0));
        return Find(port) == login ? new FabricAnswer(this, login, null) : Accept(login);
    }

    /// <summary>FDISC: one more port through a physical one. A repeat through the same port is answered as before.</summary>
    /// <param name="countMax">Virtual ports that the physical one supports at once.</param>
    public FabricAnswer LogIn(SanConfiguration san, Wwpn through, Wwpn port, int countMax)
    {
        if (Find(through) is not { IsVirtual: false } || san.FindAttachment(through) is not { } attachment
            || san.FindSwitch(attachment.Switch) is not { } at)
        {
            return Refuse(RejectionCode.WrongStatus, $"{port} cannot log in: the physical port {through} is not logged in to a fabric.");
        }

        if (Find(port) is { } known)
        {
            return known.Through == through && known.IsVirtual
                ? new FabricAnswer(this, known, null)
                : Refuse(RejectionCode.InUse, $"{port} cannot log in through {through}: it is logged in through {known.Through}.");
        }

        var used = Virtual(through).Select(login => login.NPortId & 0xFF).ToHashSet();
        if (used.Count >= Math.Min(countMax, PortsOfAreaMax))
        {
            return Refuse(
                RejectionCode.Busy,
                $"{port} cannot log in through {through}: {used.Count} virtual adapters are active there, which is the limit.");
        }

        var index = Enumerable.Range(1, PortsOfAreaMax).First(number => !used.Contains(number));
        return Accept(new FabricLogin(port, through, at.Fabric, AddressOf(at, attachment, index)));
    }

    /// <summary>LOGO, or loss of the link; those that came through a physical port go with it.</summary>
    public FabricLogins LogOut(Wwpn port) => new(ByName.RemoveRange(
        ByName.Values.Where(login => login.Port == port || login.Through == port).Select(login => login.Port.Value)));

    /// <summary>
    /// What the name server answers to the question for all ports (GA_NXT, GID_FT): the ones that the asker is zoned with, by name.
    /// </summary>
    public IEnumerable<FabricLogin> VisibleTo(SanConfiguration san, Wwpn asker) => Find(asker) is not { } self
        ? []
        : ByName.Values.Concat(StorageOf(san, self.Fabric))
            .Where(login => login.Port != asker && login.Fabric == self.Fabric && san.MaySee(self.Fabric, asker, login.Port))
            .OrderBy(login => login.Port.Value);

    /// <summary>GID_PN: the address of a port by its name; null when the asker may not see it, or it is not there.</summary>
    public int? AddressOf(SanConfiguration san, Wwpn asker, Wwpn port) =>
        VisibleTo(san, asker).FirstOrDefault(login => login.Port == port)?.NPortId;

    private static IEnumerable<FabricLogin> StorageOf(SanConfiguration san, SanName fabric) => san.Attachments
        .Where(attachment => attachment.Role == FcPortRole.Storage && san.FabricOf(attachment.Port) == fabric)
        .Select(attachment => new FabricLogin(
            attachment.Port, attachment.Port, fabric, AddressOf(san.FindSwitch(attachment.Switch)!, attachment, 0)));

    private static int AddressOf(FcSwitch at, FcAttachment attachment, int index) =>
        (at.DomainId << 16) | (attachment.PortNumber << 8) | index;

    private FabricAnswer Accept(FabricLogin login) => new(new FabricLogins(ByName.SetItem(login.Port.Value, login)), login, null);

    private FabricAnswer Refuse(RejectionCode code, string reason) => new(this, null, new Rejected(code, reason));
}
