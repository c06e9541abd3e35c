def test_the_landing_page_answers_without_log_in(client, db):
    assert client.get("/en/").status_code == 200
