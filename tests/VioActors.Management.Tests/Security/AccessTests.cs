using System.Runtime.Versioning;
using System.Text.Json;
using VioActors.Api;
using VioActors.Api.Client;
using VioActors.Api.Messages;
using VioActors.Api.Objects;
using VioActors.Management.Security;
using VioActors.Management.Tests.Fixtures;

namespace VioActors.Management.Tests.Security;

public sealed class AccessTests : IAsyncLifetime
{
    private ApiRig _rig = null!;

    public async Task InitializeAsync() => _rig = await ApiRig.StartAsync();

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("vio_0000000000000000000000000000000000000000000000000000000000000000")]
    public async Task Without_a_known_token_nothing_is_answered(string? token)
    {
        var (status, response) = await _rig.PostAsync("<anything/>", token);

        Assert.Equal(401, status);
        Assert.Equal(VioFaultCode.NotAuthenticated, response.Exception!.Code);
        Assert.Empty(response.Objects);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void The_first_administrators_token_is_for_its_owner_only_and_kept_as_a_hash()
    {
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_rig.Node.AdminTokenPath));
        var tokens = Path.Combine(_rig.Folder, "management", "tokens.json");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(tokens));
        Assert.DoesNotContain(_rig.AdminToken(), File.ReadAllText(tokens), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_lasts_over_a_restart_and_ends_when_it_is_removed()
    {
        var token = _rig.TokenOf(VioRole.Viewer, "nightly");
        await _rig.RestartAsync();
        using var api = _rig.Client(token);
        Assert.Equal(2, (await api.ListAsync<ViosObject>(VioObjectKind.Vios)).Count);

        Assert.True(new TokenFile(Path.Combine(_rig.Folder, "management", "tokens.json"), TimeProvider.System).Remove("nightly"));

        var refused = await Assert.ThrowsAsync<VioRefusedException>(() => api.ListAsync<ViosObject>(VioObjectKind.Vios));
        Assert.Equal(VioFaultCode.NotAuthenticated, refused.Fault.Code);
    }

    [Fact]
    public async Task A_viewer_reads_and_changes_nothing()
    {
        using var api = _rig.Client(_rig.TokenOf(VioRole.Viewer, "viewer"));
        Assert.NotEmpty(await api.ViewAsync());

        await RefusedAsync(api, new CreateObject(null, new LuCreation("lu1", "pool0", 1 << 20)));
        await RefusedAsync(api, new ChangeObject(1, null, new PoolAlteration("pool0", 10)));
        await RefusedAsync(api, new RemoveObject(VioObjectKind.Lu, "lu1", 1));

        Assert.Empty(await api.ListAsync<LuObject>(VioObjectKind.Lu));
    }

    [Fact]
    public async Task An_operator_changes_devices_and_not_the_cluster()
    {
        using var api = _rig.Client(_rig.TokenOf(VioRole.Operator, "operator"));
        await api.CreateAsync<LuObject>(new LuCreation("lu1", "pool0", 1 << 20));

        await RefusedAsync(api, new CreateObject(null, new ViosCreation(null, "vios3", ApiRig.Drc(3).ToString())));
        await RefusedAsync(api, new ChangeObject(0, null, new ClusterAlteration("io-redundancy", "on")));
        await RefusedAsync(api, new RemoveObject(VioObjectKind.Vios, "vios2", 1));

        Assert.Equal(2, (await api.ListAsync<ViosObject>(VioObjectKind.Vios)).Count);
    }

    [Fact]
    [Trait("Req", "MGT-3")]
    public async Task Who_did_what_when_and_with_which_result_is_on_record()
    {
        using var viewer = _rig.Client(_rig.TokenOf(VioRole.Viewer, "viewer"));
        using var admin = _rig.Client();
        var creation = new CreateObject(null, new LuCreation("lu1", "pool0", 1 << 20));
        await RefusedAsync(viewer, creation);
        await admin.SendAsync(new VioRequest(null, creation), CancellationToken.None);
        await admin.SendAsync(new VioRequest(null, creation), CancellationToken.None);

        var entries = (await File.ReadAllLinesAsync(_rig.AuditPath)).Select(line => JsonDocument.Parse(line).RootElement).ToList();

        Assert.Equal(
            ["viewer notAuthorized", "administrator begun", "administrator ok", "administrator begun", "administrator alreadyExists"],
            entries.Select(entry => $"{entry.GetProperty("who").GetString()} {entry.GetProperty("result").GetString()}"));
        Assert.All(entries, entry => Assert.Contains("lu1", entry.GetProperty("what").GetString()!, StringComparison.Ordinal));
        Assert.All(entries, entry => Assert.Equal("127.0.0.1", entry.GetProperty("from").GetString()));
    }

    [Fact]
    public async Task What_cannot_be_put_on_record_is_not_done()
    {
        using var api = _rig.Client();
        Directory.CreateDirectory(_rig.AuditPath);

        var refused = await Assert.ThrowsAsync<VioRefusedException>(() =>
            api.CreateAsync<LuObject>(new LuCreation("lu1", "pool0", 1 << 20)));

        Assert.Equal(VioFaultCode.AuditUnavailable, refused.Fault.Code);
        Assert.Empty(await api.ListAsync<LuObject>(VioObjectKind.Lu));
    }

    private static async Task RefusedAsync(IVioApi api, VioOperation operation)
    {
        var response = await api.SendAsync(new VioRequest("r7", operation), CancellationToken.None);
        Assert.Equal(VioFaultCode.NotAuthorized, response.Exception?.Code);
        Assert.Equal("r7", response.RequestId);
    }
}
